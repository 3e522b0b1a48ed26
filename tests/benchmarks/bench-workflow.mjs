// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What an action costs by the package for Node.js. Its ways and its output are those of
// bench-workflow.c, but for the blocking one: bench-workflow.mjs COUNT ROUNDS

import {performance} from 'node:perf_hooks';

import {require} from '../workflow/node/support.mjs';

const {open} = require('activecampaign-workflow');
const [count, rounds] = process.argv.slice(2).map(Number);
const engine = open({url: 'http://127.0.0.1:1', api_token: 'none'});
const run = () => engine.run('engine.echo', {value: 'New'});

const ways = {
  async submit() {
    for (let i = 0; i < count; i++)
      await run();
  },
  async batch() {
    await Promise.all(Array.from({length: count}, run));
  },
};

await ways.submit(); // what is done once is no part of it
for (const [name, way] of Object.entries(ways)) {
  const costs = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await way();
    costs.push((performance.now() - start) / count * 1000);
  }
  costs.sort((a, b) => a - b);
  console.log(`${name}\t${costs[Math.floor(rounds / 2)].toFixed(2)}`);
}
await engine.close();
