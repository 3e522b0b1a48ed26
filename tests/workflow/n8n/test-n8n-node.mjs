// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The node in real workflows of n8n's engine, against the emulator.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Emulator, token} from '../node/support.mjs';
import {builtIn, credentialType, nodeType, run, start} from './n8n.mjs';

const acme = {
  service: 'fooCommerce',
  externalid: 'acme@example.com',
  name: 'Acme, Inc.',
  logoUrl: 'https://example.com/logo.png',
  linkUrl: '',
};

/** An account with connections 2, 3, …, without a limit on either side. */
function account(t, ...options) {
  process.env.ACTIVECAMPAIGN_RATE_LIMITER = 'none';
  t.after(() => delete process.env.ACTIVECAMPAIGN_RATE_LIMITER);
  return Emulator.start(t, '--rate-limit', '0', ...options);
}

function operation(name, parameters = {}) {
  return {parameters: {resource: 'connection', operation: name, ...parameters}};
}

function update(updateFields, more = {}) {
  return operation('update', {connectionId: '={{ $json.id }}', updateFields, ...more});
}

async function bodies(emulator) {
  return (await emulator.requests()).map(({body}) =>
    typeof body === 'string' ? JSON.parse(body) : body);
}

async function stored(emulator, id) {
  return (await emulator.connections()).find(connection => String(connection.id) === String(id));
}

test('update sends what was set, of each item its own', async t => {
  const emulator = await account(t, '--connections', '3');
  const ids = (await emulator.connections()).map(({id}) => id);
  const items = ids.map((id, index) => ({id, label: `Name ${index}`}));
  const {status, outputs} = await run(emulator.url,
    {items, node: update({name: '={{ $json.label }}', status: 0})});

  assert.equal(status, 'success');
  assert.deepEqual(
    outputs()[0].map(({json: {id, name, status: is, changed}, pairedItem}) =>
      [id, name, is, changed, pairedItem]),
    items.map(({id, label}, item) => [String(id), label, 0, true, {item}]));
  assert.deepEqual(
    new Set((await bodies(emulator)).map(({connection}) => connection)),
    new Set(items.map(({label}) => ({name: label, status: 0}))));
});

test('empty texts and zeros are sent, what is unset is not', async t => {
  const emulator = await account(t);
  await run(emulator.url, {
    items: [{id: 2, empty: '', nothing: null}],
    node: update({
      logoUrl: '={{ $json.empty }}',
      linkUrl: '={{ $json.nothing }}',
      name: '={{ $json.missing }}',
      syncStatus: 0,
    }),
  });

  assert.deepEqual(await bodies(emulator), [{connection: {logoUrl: '', syncStatus: 0}}]);
});

test('expressions may give numbers for texts and names for choices', async t => {
  const emulator = await account(t);
  await run(emulator.url, {
    items: [{id: 2, number: 12345, status: 'Error', sync: '1'}],
    node: update({
      externalid: '={{ $json.number }}',
      status: '={{ $json.status }}',
      syncStatus: '={{ $json.sync }}',
    }),
  });

  assert.deepEqual(await bodies(emulator),
    [{connection: {externalid: '12345', status: 0, syncStatus: 1}}]);
});

test('a value that is no choice is refused, with its field', async t => {
  const emulator = await account(t);
  const {status, error} = await run(emulator.url,
    {items: [{id: 2}], node: update({status: '={{ "broken" }}'})});

  assert.equal(status, 'error');
  assert.equal(error.name, 'NodeOperationError');
  assert.match(error.description, /"status"/);
  assert.deepEqual(await emulator.requests(), []);
});

test('create, get, update, delete: the life of a connection', async t => {
  const emulator = await account(t);
  const [[{json: created}]] = (await run(emulator.url,
    {node: operation('create', {...acme, additionalFields: {status: 1, listId: '3'}})})).outputs();

  assert.equal(created.name, acme.name);
  assert.equal(created.listId, '3');
  const connectionId = created.id;
  const [[{json: got}]] =
    (await run(emulator.url, {node: operation('get', {connectionId})})).outputs();
  assert.deepEqual({...got, udate: ''}, {...created, udate: ''});

  await run(emulator.url, {node: operation('update', {connectionId, updateFields: {name: 'New'}})});
  assert.equal((await stored(emulator, connectionId)).name, 'New');

  const deleted = await run(emulator.url, {node: operation('delete', {connectionId})});
  assert.deepEqual(deleted.outputs()[0][0].json, {id: connectionId, deleted: true});
  assert.equal(await stored(emulator, connectionId), undefined);
});

test('create or update creates, updates, and leaves alone', async t => {
  const emulator = await account(t);
  const {service, externalid, ...others} = acme;
  const ensure = async ensureFields => {
    const {outputs} = await run(emulator.url,
      {node: operation('ensure', {service, externalid, ensureFields})});
    return outputs()[0][0].json;
  };

  const created = await ensure(others);
  assert.equal(created.outcome, 'created');
  assert.equal((await ensure({name: 'Other'})).outcome, 'updated');
  assert.equal((await ensure({name: 'Other'})).outcome, 'unchanged');
  assert.equal((await stored(emulator, created.id)).name, 'Other');
});

test('get many pages through all, or up to a limit', async t => {
  const emulator = await account(t, '--connections', '230');
  const all = await run(emulator.url, {node: operation('getAll', {returnAll: true})});
  const some = await run(emulator.url, {node: operation('getAll', {returnAll: false, limit: 120})});

  assert.equal(all.outputs()[0].length, 230);
  assert.equal(new Set(all.outputs()[0].map(({json}) => json.id)).size, 230);
  assert.equal(some.outputs()[0].length, 120);
  assert.deepEqual(some.outputs()[0][119].pairedItem, {item: 0});
});

test('get many filters, of each item its own', async t => {
  const emulator = await account(t, '--connections', '5');
  const rows = await emulator.connections();
  const items = [rows[3], rows[1]].map(({externalid}) => ({externalid}));
  const {outputs} = await run(emulator.url, {
    items,
    node: operation('getAll', {returnAll: true, filters: {externalid: '={{ $json.externalid }}'}}),
  });

  assert.deepEqual(outputs()[0].map(({json, pairedItem}) => [json.externalid, pairedItem]),
    items.map(({externalid}, item) => [externalid, {item}]));
});

test('a dry run tells the request and sends none', async t => {
  const emulator = await account(t);
  const {outputs} = await run(emulator.url,
    {items: [{id: 2}], node: update({name: 'Dry'}, {options: {dryRun: true}})});

  assert.deepEqual(outputs()[0][0].json.request.body, {connection: {name: 'Dry'}});
  assert.ok((await emulator.requests()).every(({method}) => method === 'GET'));
});

test('deleting what is not there may be fine', async t => {
  const emulator = await account(t);
  const remove = options =>
    run(emulator.url, {node: operation('delete', {connectionId: '99', options})});

  assert.equal((await remove({})).error.httpCode, '404');
  assert.deepEqual((await remove({missingOk: true})).outputs()[0][0].json,
    {id: '99', deleted: false});
});

test('items are in flight together, and come out in order', async t => {
  const emulator = await account(t, '--connections', '100', '--latency', '20-60');
  const ids = (await emulator.connections()).map(({id}) => String(id));
  const {outputs} = await run(emulator.url, {
    items: ids.map(id => ({id})),
    node: update({name: '={{ "Name " + $json.id }}'}),
  });

  assert.deepEqual(outputs()[0].map(({json}) => json.name), ids.map(id => `Name ${id}`));
  assert.ok((await emulator.stats()).peak > 1);
});

test('an account with its limit refuses nothing', async t => {
  const emulator = await Emulator.start(t, '--connections', '11');
  const ids = (await emulator.connections()).map(({id}) => ({id}));
  const {status} = await run(emulator.url, {items: ids, node: update({name: 'Limited'})});

  assert.equal(status, 'success');
  assert.equal((await emulator.stats()).rejected, 0);
});

test('the first failure ends the node, with its item and status', async t => {
  const emulator = await account(t);
  const {status, error} = await run(emulator.url,
    {items: [{id: 2}, {id: 99}], node: update({name: 'x'})});

  assert.equal(status, 'error');
  assert.equal(error.name, 'NodeApiError');
  assert.equal(error.httpCode, '404');
  assert.equal(error.context.itemIndex, 1);
  assert.match(error.message, /99/);
  assert.equal(error.errorResponse.details.code, 'not_found');
});

test('after the first failure nothing new begins', async t => {
  const emulator = await Emulator.start(t, '--connections', '60');
  await emulator.setFaults({match: {method: 'PUT'}, status: 422, body: {errors: [{title: 'No.'}]}});
  const ids = (await emulator.connections()).map(({id}) => ({id}));
  const {status} = await run(emulator.url, {items: ids, node: update({name: 'x'})});

  assert.equal(status, 'error');
  assert.ok((await emulator.stats()).requests <= 5);
});

test('with "continue" each failed item tells all that is known', async t => {
  const emulator = await account(t);
  const {status, outputs} = await run(emulator.url, {
    items: [{id: 2}, {id: 99}, {id: 'x'}],
    node: {...update({name: 'x'}), onError: 'continueRegularOutput'},
  });
  const [good, missing, wrong] = outputs()[0];

  assert.equal(status, 'success');
  assert.equal(good.json.name, 'x');
  assert.deepEqual(missing.pairedItem, {item: 1});
  assert.equal(missing.json.error, missing.json.details.message);
  assert.deepEqual({...missing.json.details, message: '', request_id: ''}, {
    code: 'not_found',
    message: '',
    retryable: false,
    retry_after_ms: null,
    http_status: 404,
    field: null,
    server_code: null,
    request_id: '',
    attempts: 1,
    outcome_unknown: false,
  });
  assert.equal(wrong.json.details.code, 'bad_input');
  assert.equal(wrong.json.details.field, 'id');
});

test('with an error output the failed items go there, with their data', async t => {
  const emulator = await account(t);
  const {outputs} = await run(emulator.url, {
    items: [{id: 99, shop: 'Acme'}, {id: 2}],
    node: {...update({name: 'x'}), onError: 'continueErrorOutput'},
  });
  const [good, failed] = outputs();

  assert.deepEqual(good.map(({json}) => json.id), ['2']);
  assert.equal(failed[0].json.shop, 'Acme');
  assert.equal(failed[0].json.details.code, 'not_found');
});

test('a create that failed halfway is not called worth trying again', async t => {
  const emulator = await account(t);
  await emulator.setFaults(
    {match: {method: 'PUT'}, status: 503, headers: {'Retry-After': '600'}, times: 0});
  const {error} = await run(emulator.url,
    {node: operation('create', {...acme, additionalFields: {status: 0}})});

  assert.match(error.message, /was created/);
  assert.doesNotMatch(String(error.description), /worth trying again/);
});

test('items stay paired for the nodes that follow', async t => {
  const emulator = await account(t, '--connections', '4');
  const ids = (await emulator.connections()).map(({id}) => id);
  const {status, error, outputs} = await run(emulator.url, {
    items: ids.map((id, index) => ({id, shop: `Shop ${index}`})),
    node: update({name: 'x'}),
    after: [{
      name: 'After',
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      parameters: {
        assignments: {assignments: [
          {id: '1', name: 'shop', value: "={{ $('Start').item.json.shop }}", type: 'string'},
        ]},
      },
    }],
  });

  assert.equal(status, 'success', error?.message);
  assert.deepEqual(outputs('After')[0].map(({json}) => json.shop),
    ids.map((_, index) => `Shop ${index}`));
});

test('Stop cancels at once, what is on its way and what waits', async t => {
  const emulator = await Emulator.start(t, '--connections', '50');
  await emulator.setFaults({match: {method: 'PUT'}, hold: true, times: 0});
  const ids = (await emulator.connections()).map(({id}) => ({id}));
  const execution = start(emulator.url, {items: ids, node: update({name: 'Stopped'})});

  await emulator.reach('held', 1);
  execution.cancel();
  const {status} = await execution;
  const {requests} = await emulator.stats();

  assert.equal(status, 'canceled');
  assert.ok(requests <= 5);
});

test('Stop with "continue" is a stop all the same', async t => {
  const emulator = await account(t);
  await emulator.setFaults({match: {method: 'PUT'}, hold: true, times: 0});
  const execution = start(emulator.url, {
    items: [{id: 2}],
    node: {...update({name: 'Stopped'}), onError: 'continueRegularOutput'},
  });

  await emulator.reach('held', 1);
  execution.cancel();
  assert.equal((await execution).status, 'canceled');
});

test("the credential of n8n's own node will do", async t => {
  const emulator = await account(t);
  const {status} = await run(emulator.url, {
    items: [{id: 2}],
    node: update({name: 'Switched'}, {authentication: 'builtIn'}),
  });

  assert.equal(status, 'success');
  assert.equal((await stored(emulator, 2)).name, 'Switched');
});

test("a workflow of n8n's own node goes on with its parameters", async t => {
  const emulator = await account(t);
  const parameters = {
    resource: 'connection',
    operation: 'update',
    connectionId: 2,
    updateFields: {name: 'Same', status: 0},
  };
  const before = await run(emulator.url, {node: {type: builtIn, parameters}});
  await emulator.ask('POST', '/emulator/reset');
  const after = await run(emulator.url, {node: {parameters}});

  const [connection] = [before.outputs()[0][0].json].map(json => json.connection ?? json);

  assert.equal(connection.name, 'Same');
  assert.equal(after.outputs()[0][0].json.name, 'Same');
});

test('an account that cannot be is told before any request', async () => {
  const {status, error} = await run('http://account.example.com', {node: update({name: 'x'})});

  assert.equal(status, 'error');
  assert.equal(error.name, 'NodeOperationError');
  assert.match(error.message, /https/);
});

test('a wrong token is told, and not shown', async t => {
  const emulator = await account(t);
  const {error} = await run(emulator.url,
    {apiKey: 'another-token', items: [{id: 2}], node: update({name: 'x'})});

  assert.equal(error.httpCode, '403');
  assert.ok(!JSON.stringify(error).includes('another-token'));
});

test('the credential test asks the service', async t => {
  const emulator = await account(t);
  const check = (apiUrl, apiKey) =>
    nodeType.methods.credentialTest.checkAccount.call({}, {data: {apiUrl, apiKey}});

  assert.equal((await check(emulator.url, token)).status, 'OK');
  assert.equal((await check(`${emulator.url}/api/3/`, token)).status, 'OK');
  const wrong = await check(emulator.url, 'another-token');
  assert.equal(wrong.status, 'Error');
  assert.ok(!wrong.message.includes('another-token'));
  assert.equal((await check('', token)).status, 'Error');
});

test('the credential test tells a failure at the first attempt', async t => {
  const emulator = await account(t);
  await emulator.setFaults({status: 503, times: 0});
  const {status} = await nodeType.methods.credentialTest.checkAccount.call({},
    {data: {apiUrl: emulator.url, apiKey: token}});

  assert.equal(status, 'Error');
  assert.equal((await emulator.stats()).requests, 1);
});

test('the credential hides its key, and is shaped as that of n8n', () => {
  const [own, other] = ['activeCampaignConnectionApi', 'activeCampaignApi'].map(credentialType);
  const names = type => type.properties.map(({name}) => name);

  assert.deepEqual(names(own), names(other));
  assert.equal(own.properties.find(({name}) => name === 'apiKey').typeOptions.password, true);
});
