# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A Celery task for ActiveCampaign connections. All workers of a Redis server keep the account's
limit together.

    python3 -m celery -A tasks worker
"""

from __future__ import annotations

import os
from typing import Any

from activecampaign_workflow import Engine, WorkflowError
from celery import Celery, Task
from celery.signals import worker_process_init, worker_process_shutdown

REDIS = os.environ.get("REDIS_URL", "redis://localhost:6379/0")

app = Celery("activecampaign", broker=REDIS, backend=REDIS)
app.conf.update(
    # A message stays in the queue until its task has ended, so that none is lost with a worker.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Redis hands out again what is not acknowledged in this time, retries that wait included.
    broker_transport_options={"visibility_timeout": 12 * 3600},
)

engine: Engine


@worker_process_init.connect
def open_engine(**_: Any) -> None:
    """In each child, for threads do not survive a fork. The parent opens none."""
    global engine
    engine = Engine(rate_limiter=REDIS)


@worker_process_shutdown.connect
def close_engine(**_: Any) -> None:
    engine.close()


@app.task(bind=True, name="activecampaign.run", max_retries=10, default_retry_delay=30)
def run(self: Task, action: str, input: dict[str, Any]) -> dict[str, Any]:
    """Runs an action. An error that passes is retried when the account, or the plugin, asks for it;
    any other fails the task with a WorkflowError.
    """
    if self.request.delivery_info.get("redelivered") and not engine.is_idempotent(action):
        # As it may have been carried out.
        raise WorkflowError.cancelled("Its worker was lost", outcome_unknown=True)
    try:
        return engine.run_sync(action, input, timeout=300)
    except WorkflowError as error:
        # Not so where it may have been carried out and must not be twice.
        if error.retryable:
            raise self.retry(exc=error, countdown=error.retry_after)
        raise
