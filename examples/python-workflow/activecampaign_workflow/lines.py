# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lines from the pieces that a descriptor gives."""

from __future__ import annotations


class LineCutter:
    """Keeps the beginning of a line until its end comes. A long line costs no more than its length,
    however many pieces it comes in.
    """

    def __init__(self) -> None:
        self._rest = bytearray()

    def cut(self, piece: bytes) -> list[bytes]:
        """Returns the lines that end in this piece."""
        end = piece.rfind(b"\n")
        if end < 0:
            self._rest += piece
            return []
        whole = piece[:end]
        if self._rest:
            whole = bytes(self._rest) + whole
        self._rest = bytearray(piece[end + 1 :])
        return whole.split(b"\n")
