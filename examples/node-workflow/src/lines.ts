// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * Cuts a stream of text into lines. What is left of a line is kept in pieces and joined once, so
 * that a long line costs no more than its length.
 */
export class LineCutter {
  #pieces: string[] = [];

  /** The lines that this chunk ends. */
  *cut(chunk: string): Generator<string> {
    let start = 0;

    for (let end; (end = chunk.indexOf('\n', start)) >= 0; start = end + 1) {
      this.#pieces.push(chunk.slice(start, end));
      const line = this.#pieces.join('');
      this.#pieces = [];
      yield line;
    }
    if (start < chunk.length)
      this.#pieces.push(chunk.slice(start));
  }
}
