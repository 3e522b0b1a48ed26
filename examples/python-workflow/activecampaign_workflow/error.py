# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What went wrong, as the plugin tells it."""

from __future__ import annotations

from typing import Any


class WorkflowError(Exception):
    """An action failed, was cancelled or refused. Where you don't know the code go by `retryable`.

    Its only argument is the plugin's error object, so that it survives pickle and task queues.
    """

    def __init__(self, members: dict[str, Any]) -> None:
        super().__init__(members)
        wait = members.get("retry_after_ms")

        self.code: str = members["code"]
        self.message: str = members["message"]
        #: The same action may be run again as it is.
        self.retryable: bool = members["retryable"]
        #: When it may be, in seconds from now.
        self.retry_after: float | None = None if wait is None else wait / 1000
        self.http_status: int | None = members.get("http_status")
        #: The member of the input, or of the configuration, that is at fault.
        self.field: str | None = members.get("field")
        self.server_code: str | None = members.get("server_code")
        self.request_id: str | None = members.get("request_id")
        self.attempts: int | None = members.get("attempts")
        #: The action may have been carried out all the same.
        self.outcome_unknown: bool = bool(members.get("outcome_unknown"))

    def __str__(self) -> str:
        return self.message

    @classmethod
    def cancelled(cls, message: str, *, outcome_unknown: bool) -> WorkflowError:
        """The error of an action that the plugin tells nothing of."""
        return cls(
            {
                "code": "cancelled",
                "message": message,
                "retryable": False,
                "outcome_unknown": outcome_unknown,
            }
        )
