// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What an action costs through the binding for Node.js, beside plain C: echo-cost.mjs BENCH-ECHO

import {execFileSync} from 'node:child_process';
import {performance} from 'node:perf_hooks';

import {require} from '../workflow/node/support.mjs';

const {open} = require('activecampaign-workflow');

const [program] = process.argv.slice(2);
const count = 50_000;
const window = 100;
const rounds = 5;

function measureC() {
  return execFileSync(program, [String(count), String(window)], {encoding: 'utf8'})
    .split(' ').map(Number);
}

async function measureNode() {
  const engine = open({url: 'http://127.0.0.1:1', api_token: 'token'});
  let left = count;
  const start = performance.now();
  const busy = process.cpuUsage();

  const work = async () => {
    while (left-- > 0)
      await engine.run('engine.echo', {value: left});
  };
  await Promise.all(Array.from({length: window}, work));

  const seconds = (performance.now() - start) / 1000;
  const {user, system} = process.cpuUsage(busy);
  await engine.close();
  return [seconds, (user + system) / 1e6];
}

// A busy machine only makes them worse, so the best of several rounds in turn counts.
const best = {'C': [Infinity, Infinity], 'Node.js': [Infinity, Infinity]};
const keep = (name, costs) => {
  best[name] = best[name].map((least, index) => Math.min(least, costs[index]));
};

for (let round = 0; round < rounds; round++) {
  keep('C', measureC());
  keep('Node.js', await measureNode());
}

console.log(`An echo, ${window} in flight, of ${count}; the best of ${rounds} rounds`);
for (const [name, costs] of Object.entries(best)) {
  const [elapsed, busy] = costs.map(seconds => (seconds / count * 1e6).toFixed(2).padStart(7));
  console.log(`${name.padEnd(8)} ${elapsed} µs on the clock, ${busy} µs of the processor`);
}
