// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The package activecampaign-workflow, against the emulator and the plugin's echo.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {getEventListeners} from 'node:events';
import {readFileSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {test} from 'node:test';
import {setImmediate} from 'node:timers/promises';
import {inspect} from 'node:util';

import {Emulator, catchError, packages, require, token} from './support.mjs';

const {Engine, LibraryError, WorkflowError, describe, open} = require('activecampaign-workflow');

const nowhere = {url: 'http://127.0.0.1:1', api_token: token};

/** An engine without a service, closed with the test. */
function echoEngine(t, config = {}) {
  const engine = open({...nowhere, ...config});

  t.after(() => engine.close());
  return engine;
}

/** An engine and the emulator that it uses. */
async function world(t, {config = {}, options = ['--rate-limit', '0']} = {}) {
  const emulator = await Emulator.start(t, ...options);
  const engine = open(emulator.config({rate_limiter: 'none', ...config}));

  t.after(() => engine.close());
  return {emulator, engine};
}

function fails(promise, code, more = {}) {
  return assert.rejects(promise, error => {
    assert.ok(error instanceof WorkflowError, inspect(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(more))
      assert.deepEqual(error[name], value, name);
    return true;
  });
}

/** Runs a program that finds the package as `workflow`; it is given the time of a whole test. */
function runProgram(program, env = {}) {
  return spawnSync(process.execPath,
    ['--eval', `const workflow = require('${packages}/built/activecampaign-workflow'); ${program}`],
    {encoding: 'utf8', timeout: 30_000, env: {...process.env, ...env}});
}

function openDescriptors() {
  return readdirSync('/proc/self/fd').length;
}

test('a result comes back as it went in', async t => {
  const engine = echoEngine(t);

  for (const value of
    [null, false, 0, -1.5, '', 'é \u{1f600} \u2028\n"\\', [1, [2]], {a: {b: []}}])
    assert.deepEqual(await engine.run('engine.echo', {value}), {value});
});

test('results of any length come back whole', async t => {
  const engine = echoEngine(t);
  const values = [10, 1000, 70_000, 3_000_000].map(length => 'é'.repeat(length));
  const results = await Promise.all(values.map(value => engine.run('engine.echo', {value})));

  assert.deepEqual(results.map(({value}) => value), values);
});

test('ten thousand actions are each answered once, some cancelled', async t => {
  const engine = echoEngine(t);
  const run = async value => {
    const controller = new AbortController();
    const [isLong, isShort] = [value % 7 === 0, value % 7 === 1];

    if (isLong || isShort)
      setTimeout(() => controller.abort(), value % 50);
    try {
      const result = await engine.run('engine.echo',
        {value, delay_ms: isLong ? 60_000 : value % 50}, {signal: controller.signal});
      assert.equal(result.value, value);
      assert.ok(!isLong);
    } catch (error) {
      assert.equal(error.code, 'cancelled', inspect(error));
      assert.ok(isLong || isShort);
    }
  };

  await Promise.all(Array.from({length: 10_000}, (_, value) => run(value)));
  assert.equal(engine.unanswered, 0);
});

test('an update reaches the service and brings the connection back', async t => {
  const {emulator, engine} = await world(t);
  const {connection, changed} = await engine.run('connection.update',
    {id: 2, connection: {name: 'Acme, Inc.', status: 0}});

  assert.equal(changed, true);
  assert.equal(connection.name, 'Acme, Inc.');
  assert.equal(connection.status, 0);
  assert.equal((await emulator.connections())[0].name, 'Acme, Inc.');
});

test('an error carries all that is known', async t => {
  const {emulator, engine} = await world(t);
  await emulator.setFaults({
    status: 422,
    headers: {'X-Request-Id': 'request-7'},
    body: {errors: [{
      title: 'The service is not acceptable.',
      code: 'field_invalid',
      source: {pointer: '/data/attributes/service'},
    }]},
  });
  const error = await catchError(engine.run('connection.update',
    {id: '2', connection: {service: 'x'}}));

  assert.ok(error instanceof WorkflowError && error instanceof Error);
  assert.equal(error.name, 'WorkflowError');
  assert.match(error.message, /The service is not acceptable/);
  assert.deepEqual({...error}, {
    code: 'invalid',
    retryable: false,
    retryAfterMs: null,
    httpStatus: 422,
    field: 'service',
    serverCode: 'field_invalid',
    requestId: 'request-7',
    attempts: 1,
    outcomeUnknown: false,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    code: 'invalid',
    message: error.message,
    retryable: false,
    retry_after_ms: null,
    http_status: 422,
    field: 'service',
    server_code: 'field_invalid',
    request_id: 'request-7',
    attempts: 1,
    outcome_unknown: false,
  });
});

test('what is wrong with an input is said of its field', async t => {
  const engine = echoEngine(t);

  await fails(engine.run('connection.update', {id: '2', connection: {status: 7}}), 'bad_input',
    {field: 'status'});
  await fails(engine.run('connection.get'), 'bad_input', {field: 'id'});
  await fails(engine.run('connection.destroy'), 'unknown_action');
  await assert.rejects(engine.run('engine.echo', {value: 1n}), TypeError);
  assert.equal(engine.unanswered, 0);
});

test('an action is not begun with a signal that was aborted', async t => {
  const engine = echoEngine(t);
  const reason = new Error('no more');
  const error = await catchError(engine.run('engine.echo', {value: 1},
    {signal: AbortSignal.abort(reason)}));

  assert.equal(error.code, 'cancelled');
  assert.equal(error.outcomeUnknown, false);
  assert.equal(error.cause, reason);
});

test('aborting cancels what is under way and leaves the rest alone', async t => {
  const {emulator, engine} = await world(t);
  await emulator.setFaults({match: {method: 'PUT'}, hold: true});
  const controller = new AbortController();
  const held = engine.run('connection.update', {id: 2, connection: {name: 'Held'}},
    {signal: controller.signal});
  const queued = engine.run('connection.update', {id: 2, connection: {name: 'Queued'}},
    {signal: controller.signal});
  const other = engine.run('connection.list', {});

  await emulator.reach('held', 1);
  controller.abort('stop');
  /* Whichever comes first: Node.js takes what nobody awaits for unhandled. */
  await Promise.all([
    fails(held, 'cancelled', {outcomeUnknown: true, retryable: false, cause: 'stop'}),
    fails(queued, 'cancelled', {outcomeUnknown: false}),
  ]);
  assert.equal((await other).connections.length, 1);
});

test('a signal may outlive its action', async t => {
  const engine = echoEngine(t);
  const controller = new AbortController();
  const {signal} = controller;

  assert.deepEqual(await engine.run('engine.echo', {value: 1}, {signal}), {value: 1});
  await fails(engine.run('nothing', {}, {signal}), 'unknown_action');
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  controller.abort();
});

test('what the plugin has no room for waits its turn', async t => {
  const engine = echoEngine(t, {max_tickets: 3});
  const order = [];
  const runs = Array.from({length: 100}, async (_, value) => {
    await engine.run('engine.echo', {value, delay_ms: value % 3});
    order.push(value);
  });
  const controller = new AbortController();
  const waiting = engine.run('engine.echo', {value: 'last'}, {signal: controller.signal});

  assert.equal(engine.unanswered, 101);
  controller.abort();
  await fails(waiting, 'cancelled', {outcomeUnknown: false});
  await Promise.all(runs);
  assert.equal(order.length, 100);
  assert.equal(engine.unanswered, 0);
});

test('updates of one connection keep their order', async t => {
  const {emulator, engine} = await world(t, {config: {max_tickets: 5}});
  const names = Array.from({length: 30}, (_, index) => `Name ${index}`);

  await Promise.all(names.map(name =>
    engine.run('connection.update', {id: 2, connection: {name}})));
  const bodies = (await emulator.requests()).map(({body}) =>
    (typeof body === 'string' ? JSON.parse(body) : body).connection.name);
  assert.deepEqual(bodies, names);
});

test('the limit of the account is kept', async t => {
  const {emulator, engine} = await world(t,
    {config: {rate_limiter: 'local'}, options: ['--connections', '12']});
  const {connections} = await engine.run('connection.list', {});

  await Promise.all(connections.map(({id}) =>
    engine.run('connection.update', {id, connection: {name: 'Limited'}})));
  assert.equal((await emulator.stats()).rejected, 0);
});

test('an idle engine does not keep the process running', () => {
  const {status, signal, stderr} = runProgram(`workflow.open(${JSON.stringify(nowhere)})`);

  assert.deepEqual({status, signal, stderr}, {status: 0, signal: null, stderr: ''});
});

test('an action under way keeps the process running', () => {
  const {status, stdout} = runProgram(`
    const engine = workflow.open(${JSON.stringify({...nowhere, max_tickets: 1})});
    engine.run('engine.echo', {value: 1, delay_ms: 50}).then(() => console.log('first'));
    engine.run('engine.echo', {value: 2, delay_ms: 50}).then(() => console.log('second'));`);

  assert.equal(stdout, 'first\nsecond\n');
  assert.equal(status, 0);
});

test('a process may exit with actions under way', () => {
  const {status, stderr} = runProgram(`
    const engine = workflow.open(${JSON.stringify(nowhere)});
    engine.run('engine.echo', {value: 1, delay_ms: 60000});
    process.exit(3);`);

  assert.deepEqual({status, stderr}, {status: 3, stderr: ''});
});

test('an awaited shutdown or close ends, also of an idle engine', () => {
  for (const end of ['shutdown', 'close']) {
    const {status, stdout} = runProgram(`
      workflow.open(${JSON.stringify(nowhere)}).${end}().then(() => console.log('ended'));`);

    assert.deepEqual({status, stdout}, {status: 0, stdout: 'ended\n'}, end);
  }
});

test('a shutdown lets what is under way end', async t => {
  const engine = echoEngine(t, {max_tickets: 2});
  const under = [1, 2].map(value => engine.run('engine.echo', {value, delay_ms: 100}));
  const waiting = fails(engine.run('engine.echo', {value: 3}), 'closed',
    {retryable: true, outcomeUnknown: false});
  const ended = engine.shutdown();

  await waiting;
  await fails(engine.run('engine.echo', {value: 4}), 'closed', {retryable: true});
  assert.deepEqual(await Promise.all(under), [{value: 1}, {value: 2}]);
  await ended;
});

test('a shutdown without time cancels, and says that it may be tried again', async t => {
  const engine = echoEngine(t);
  const under = fails(engine.run('engine.echo', {value: 1, delay_ms: 60_000}), 'cancelled',
    {retryable: true});

  void engine.shutdown();
  await engine.shutdown({drainMs: 0});
  await under;
});

test('close settles what has no answer', async t => {
  const {emulator, engine} = await world(t);
  await emulator.setFaults({hold: true, times: 0});
  const runs = Array.from({length: 20}, (_, id) =>
    engine.run('connection.update', {id: id + 1, connection: {name: 'Closed'}}));

  await emulator.reach('held', 1);
  const settled = Promise.allSettled(runs);
  await engine.close();
  for (const {reason} of await settled)
    assert.equal(reason.code, 'cancelled', inspect(reason));
  assert.equal(engine.unanswered, 0);
  await engine.close();
  await engine.shutdown();
  await fails(engine.run('engine.echo', {value: 1}), 'closed');
});

test('an engine that has ended refuses any number of actions', async t => {
  for (const end of ['shutdown', 'close']) {
    const engine = echoEngine(t);
    const warned = [];
    const warn = warning => warned.push(warning);

    await engine[end]();
    process.on('warning', warn);
    const {mock} = t.mock.method(JSON, 'parse');
    for (let count = 0; count < 20; count++)
      await fails(engine.run('engine.echo', {value: count}), 'closed', {retryable: true});
    await setImmediate(); // warnings come later
    process.off('warning', warn);
    assert.deepEqual(warned, [], end);
    assert.equal(mock.callCount(), 1, 'the description is read once');
    mock.restore();
  }
});

test('await using closes', async () => {
  let kept;
  {
    await using engine = open(nowhere);
    kept = engine;
    assert.deepEqual(await engine.run('engine.echo', {value: 1}), {value: 1});
  }
  await fails(kept.run('engine.echo', {value: 1}), 'closed');
});

test('no descriptor is left open', async () => {
  const round = async () => {
    const engine = open(nowhere);
    await engine.run('engine.echo', {value: 1});
    await engine.close();
  };

  await round();
  const before = openDescriptors();
  for (let count = 0; count < 50; count++)
    await round();
  assert.equal(openDescriptors(), before);
});

test('a configuration that is not acceptable is refused', () => {
  const cases = [
    [{url: 'http://127.0.0.1:1'}, /api_token/],
    [{...nowhere, url: 'http://account.example.com'}, /https/],
    [{...nowhere, timeout: 5}, /timeout/],
  ];

  for (const [config, message] of cases)
    assert.throws(() => open(config), {name: 'WorkflowError', code: 'bad_config', message});
});

test('the example of the README works', async t => {
  const emulator = await Emulator.start(t);
  const readme = readFileSync(
    new URL('../../../examples/node-workflow/README.md', import.meta.url), 'utf8');
  const [, example] = readme.match(/```js\n([^]*?)```/);
  const {stdout, stderr} = spawnSync(process.execPath, ['--input-type=module', '--eval',
    example.replace('https://youraccount.api-us1.com', emulator.url)], {
    cwd: `${packages}/built`,
    encoding: 'utf8',
    env: {...process.env, TOKEN: token},
  });

  assert.equal(stderr, '');
  assert.match(stdout, /^\d+ created\n$/);
});

test('the account may come from the environment', async t => {
  const emulator = await Emulator.start(t);
  const {stdout} = spawnSync(process.execPath, ['--eval', `
    require('${packages}/built/activecampaign-workflow').open().run('connection.get', {id: 2})
      .then(({connection}) => console.log(connection.id));`], {
    encoding: 'utf8',
    env: {...process.env, ACTIVECAMPAIGN_URL: emulator.url, ACTIVECAMPAIGN_API_TOKEN: token},
  });

  assert.equal(stdout, '2\n');
});

// Node.js exports an OpenSSL, a zlib and an nghttp2 of its own, which are not to be called here.
test('a certificate that nobody trusts is refused', async t => {
  const {engine} = await world(t, {options: ['--tls']});

  await fails(engine.run('connection.check', {}), 'tls', {retryable: false});
});

test('the token is never shown', async t => {
  const secret = 'a-token-that-nobody-is-to-see';
  const {engine} = await world(t, {config: {api_token: secret}});
  const error = await catchError(engine.run('connection.check', {}));
  const refusal = await catchError((async () => open({url: '://', api_token: secret}))());

  assert.equal(error.httpStatus, 403);
  for (const shown of [error, refusal, engine])
    assert.ok(!inspect(shown, {depth: 9, showHidden: true}).includes(secret));
});

test('the library is looked for where it is said to be', () => {
  const path = process.env.ACTIVECAMPAIGN_WORKFLOW_LIBRARY;
  const elsewhere = runProgram(`console.log(workflow.describe({library: '${path}'}).abi)`,
    {ACTIVECAMPAIGN_WORKFLOW_LIBRARY: '/nowhere.so'});
  const missing = runProgram(
    'try { workflow.describe() } catch (error) { console.log(error.name) }',
    {ACTIVECAMPAIGN_WORKFLOW_LIBRARY: '/nowhere.so'});

  assert.equal(elsewhere.stdout, '1\n');
  assert.equal(missing.stdout, 'LibraryError\n');
  assert.throws(() => open(nowhere, {library: '/nowhere.so'}), LibraryError);
  assert.throws(() => open(nowhere, {library: 'libc.so.6'}), LibraryError);
});

test('the description tells of every action and error', t => {
  const description = describe();

  assert.equal(description.abi, 1);
  assert.deepEqual(echoEngine(t).describe(), description);
  assert.ok(description.actions.some(({name}) => name === 'connection.ensure'));
  assert.ok(description.errors.some(({code}) => code === 'rate_limited'));
  assert.ok(Engine.prototype.run);
});

test('the types are those of the description', () => {
  const source = new URL('../../../examples/node-workflow/', import.meta.url);
  const {stdout, stderr} = spawnSync(process.execPath,
    [fileURLToPath(new URL('generate-types.mjs', source))],
    {encoding: 'utf8', input: JSON.stringify(describe())});

  assert.equal(stderr, '');
  assert.equal(stdout, readFileSync(new URL('src/actions.ts', source), 'utf8'));
});
