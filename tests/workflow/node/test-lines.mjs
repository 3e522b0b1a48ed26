// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// A stream is cut into the same lines, however it comes in pieces.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {packages, require} from './support.mjs';

const {LineCutter} = require(`${packages}/built/activecampaign-workflow/dist/lines.js`);

function cut(chunks) {
  const cutter = new LineCutter();

  return chunks.flatMap(chunk => [...cutter.cut(chunk)]);
}

const table = {
  'nothing': [[''], []],
  'a line': [['one\n'], ['one']],
  'many lines in one piece': [['one\ntwo\nthree\n'], ['one', 'two', 'three']],
  'a line in many pieces': [['o', 'n', 'e', '\n'], ['one']],
  'the end of one line and the start of the next': [['on', 'e\ntw', 'o\n'], ['one', 'two']],
  'a piece that is only the newline': [['one', '\n', 'two\n'], ['one', 'two']],
  'an empty line': [['one\n\ntwo\n'], ['one', '', 'two']],
  'a line that has not ended': [['one\ntw'], ['one']],
};

for (const [name, [chunks, lines]] of Object.entries(table))
  test(name, () => assert.deepEqual(cut(chunks), lines));

test('every way to cut a text in three', () => {
  const text = 'one\n\ntwo\nthree\n';

  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const chunks = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      assert.deepEqual(cut(chunks), ['one', '', 'two', 'three']);
    }
  }
});
