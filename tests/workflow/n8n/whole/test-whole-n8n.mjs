// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The node in the whole of n8n: imported, executed, tested and stopped as a user would.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Emulator, token} from '../../node/support.mjs';
import {WholeN8n, credentialName, makeCredential, makeWorkflow, nodeName} from './whole-n8n.mjs';

let emulator, n8n;

before(async () => {
  emulator = await Emulator.start(null, '--connections', '7');
  n8n = await WholeN8n.start();
  await n8n.import('credentials', [makeCredential({apiUrl: emulator.url, apiKey: token})]);
  await n8n.import('workflow', [
    makeWorkflow('rename', 'Rename', {
      All: {operation: 'getAll', returnAll: true},
      Rename: {
        operation: 'update',
        connectionId: '={{ $json.id }}',
        updateFields: {name: '={{ "Shop " + $json.id }}', status: 0},
      },
    }),
    makeWorkflow('missing', 'Missing', {Get: {operation: 'get', connectionId: '99'}}),
  ]);
});

after(async () => {
  await n8n.stop();
  await emulator.stop();
});

test('the command line runs a workflow within the limit', async () => {
  const {error, items} = await n8n.execute('rename');

  assert.equal(error, undefined);
  assert.deepEqual(
    items('Rename').map(({json, pairedItem}) => [json.name, json.status, pairedItem.item]),
    items('All').map(({json: {id}}, item) => [`Shop ${id}`, 0, item]));
  assert.equal(items('Rename').length, 7);
  assert.ok((await emulator.connections()).every(({id, name}) => name === `Shop ${id}`));
  assert.equal((await emulator.stats()).rejected, 0);
});

test('a failure has its status and item', async () => {
  const {error} = await n8n.execute('missing');

  assert.equal(error.name, 'NodeApiError');
  assert.equal(error.httpCode, '404');
  assert.equal(error.context.itemIndex, 0);
});

test('the server offers the node with its icons, and as a tool', async () => {
  await n8n.serve();
  const types = await (await n8n.get('/types/nodes.json')).json();
  const own = types.find(({name}) => name === nodeName);

  assert.equal(own.displayName, 'ActiveCampaign Connection');
  assert.ok(types.some(({name}) => name === `${nodeName}Tool`));
  for (const icon of Object.values(own.iconUrl))
    assert.match(await (await n8n.get(`/${icon}`)).text(), /<svg/);
});

test('the server tests the credential', async () => {
  const check = async apiKey => (await n8n.ask('POST', '/rest/credentials/test', {
    credentials: {
      id: '',
      name: 'Account',
      type: credentialName,
      data: {apiUrl: emulator.url, apiKey},
    },
  })).data;

  assert.equal((await check(token)).status, 'OK');
  const wrong = await check('another-token');
  assert.equal(wrong.status, 'Error');
  assert.ok(!JSON.stringify(wrong).includes('another-token'));
});
