// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// n8n's own ActiveCampaign node and ours, one after the other: the same workflow, the same emulator.

import {performance} from 'node:perf_hooks';

import {builtIn, ours, run} from '../workflow/n8n/n8n.mjs';
import {Emulator} from '../workflow/node/support.mjs';

const settings = [
  {name: '200 items, no limit, 0 ms', items: 200, limit: 0, latency: 0},
  {name: '200 items, no limit, 100 ms', items: 200, limit: 0, latency: 100},
  {name: '20 items, 5 a second', items: 20, limit: 5, latency: 0},
  {name: '100 items, 5 a second', items: 100, limit: 5, latency: 0},
];
const nodes = {"n8n's": builtIn, 'ours': ours};

/** Updates every connection, each to a name of its own. */
async function measure(emulator, type, {items, limit}) {
  const connections = await emulator.connections();

  await emulator.ask('POST', '/emulator/reset');
  // Ours would keep to five a second where the emulator doesn't.
  process.env.ACTIVECAMPAIGN_RATE_LIMITER = limit ? 'local' : 'none';
  const start = performance.now();
  const {outputs} = await run(emulator.url, {
    items: connections.slice(0, items).map(({id}, index) => ({id, name: `Name ${index}`})),
    node: {
      type,
      onError: 'continueRegularOutput',
      parameters: {
        resource: 'connection',
        operation: 'update',
        connectionId: '={{ Number($json.id) }}',
        updateFields: {name: '={{ $json.name }}'},
      },
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const requests = await emulator.requests();

  return {
    seconds,
    rate: items / seconds,
    requests: requests.length,
    refused: requests.filter(({status}) => status === 429).length,
    failed: items - outputs()[0].filter(({json}) => !json.error).length,
    connections: new Set(requests.map(({port}) => port)).size,
  };
}

/** Loads what is loaded once. */
async function warmUp() {
  const emulator = await Emulator.start(null, '--rate-limit', '0');

  for (const type of Object.values(nodes))
    await measure(emulator, type, {items: 1, limit: 0});
  await emulator.stop();
}

const columns = ['seconds', 'items/s', 'requests', '429', 'failed', 'TCP'];
const cell = (value, width = 9) => String(value).padStart(width);

await warmUp();
console.log(`${''.padEnd(36)}${columns.map(column => cell(column)).join('')}`);
for (const setting of settings) {
  const results = {};
  const emulator = await Emulator.start(null, '--rate-limit', String(setting.limit),
    '--latency', String(setting.latency), '--connections', String(setting.items));

  for (const [name, type] of Object.entries(nodes)) {
    const {seconds, rate, ...counts} = results[name] = await measure(emulator, type, setting);
    console.log(setting.name.padEnd(30) + name.padEnd(6) + cell(seconds.toFixed(2)) +
      cell(rate.toFixed(1)) + Object.values(counts).map(count => cell(count)).join(''));
  }
  const [other, own] = Object.values(results);
  if (other.failed === 0 && own.failed === 0)
    console.log(`${''.padEnd(30)}ratio ${cell((other.seconds / own.seconds).toFixed(1))}`);
  await emulator.stop();
}
