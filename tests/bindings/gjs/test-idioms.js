// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the override makes of the library in JavaScript: test-idioms.js AC-EMULATOR

import Ac from 'gi://Ac?version=1';
import GLib from 'gi://GLib?version=2.0';
import GObject from 'gi://GObject?version=2.0';
import Gio from 'gi://Gio?version=2.0';
import System from 'system';

import {Emulator, assert, assertEqual, catchError, runTests, token} from './support.js';

const [program] = ARGV;
const threePages = ['--connections', '250'];

/** Runs a test with an emulator, a client for it, and connection 2. */
function world(test, ...args) {
  return async () => {
    const emulator = await Emulator.start(program, '--rate-limit', '0', ...args);

    try {
      const client = emulator.makeClient();
      await test({emulator, client, connection: new Ac.Connection({client, id: '2'})});
    } finally {
      await emulator.stop();
    }
  };
}

async function operationsAreAwaited({client, connection}) {
  connection.name = 'Acme, Inc.';
  assertEqual(await connection.update(null), true);
  assertEqual(await connection.update(), true);
  assertEqual(await connection.update(undefined), true);
  assertEqual(await connection.update(null, undefined), true);
  assertEqual(await connection.refresh(new Gio.Cancellable()), true);
  assertEqual(await client.check(null), true);
  assertEqual((await client.find_connection('fooCommerce', connection.external_id)).id, '2');
  assertEqual(await client.find_connection('barCommerce', 'x', null), null);

  const created = new Ac.Connection({client});
  Object.assign(created, {
    service: 'barCommerce', external_id: 'x', name: 'X', logo_url: '', link_url: '',
  });
  assertEqual(await created.create(null), true);
  assertEqual((await client.find_connection('barCommerce', 'x', null)).id, created.id);
  assertEqual(await created.delete(null), true);
  assertEqual(created.id, null);
}

async function limiterIsAwaited() {
  const limiter = Ac.RateLimiter.new(1);

  assertEqual(await limiter.acquire_async(null), true);
  limiter.release(Ac.SlotOutcome.NOT_SENT);
  assertEqual(await limiter.acquire_async(), true);
  limiter.release(Ac.SlotOutcome.ANSWERED);

  const cancellable = new Gio.Cancellable();
  const waiting = limiter.acquire_async(cancellable);
  cancellable.cancel();
  const error = await catchError(waiting);
  assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED), `${error}`);
}

async function callbacksAreCalled({connection}) {
  let returned = false;
  const ok = await new Promise((resolve, reject) => {
    assertEqual(connection.update(undefined, (source, result) => {
      try {
        assert(returned && source === connection, 'called too early, or with another object');
        resolve(source.update_finish(result));
      } catch (error) {
        reject(error);
      }
    }), undefined);
    returned = true;
  });
  assertEqual(ok, true);

  connection.name = 'Nobody waits';
  assertEqual(connection.update(null, null), undefined);
  await connection.update(null);
  assertEqual(connection.modified, false);
}

async function callbacksGetTheProblem({client}) {
  const gone = new Ac.Connection({client, id: '987654'});
  const error = await new Promise(resolve => gone.refresh(null, (source, result) => {
    try {
      source.refresh_finish(result);
    } catch (caught) {
      resolve(caught);
    }
  }));

  assertEqual(error.problem.code, 'not-found');
}

async function errorsSayWhatWentWrong({client}) {
  const error = await catchError(new Ac.Connection({client, id: '987654'}).refresh(null));

  assert(error instanceof GLib.Error && error instanceof Ac.Error, 'class of the error');
  assert(error.matches(Ac.Error, Ac.Error.NOT_FOUND), 'code of the error');
  assert(error.problem instanceof Ac.Problem, 'class of the problem');
  assertEqual(error.problem.http_status, 404);
  assertEqual(error.problem.retryable, false);
  assert(error.message.includes('987654'), error.message);
  assert(error.stack.includes('errorsSayWhatWentWrong'), error.stack);
}

async function eachErrorHasItsOwnProblem({emulator, connection}) {
  await emulator.setFaults({status: 422, body: {message: 'no'}}, {status: 402, body: ''});
  connection.name = 'One';
  const first = connection.update(null);
  connection.name = 'Two';
  const [one, two] = await Promise.all([catchError(first), catchError(connection.update(null))]);

  assertEqual(one.problem.code, 'invalid');
  assertEqual(two.problem.code, 'payment-required');
  assert(connection.problem === two.problem, 'the last problem');
}

async function cancellingRejects({emulator, connection}) {
  const cancellable = new Gio.Cancellable();

  await emulator.setFaults({hold: true});
  connection.name = 'Cancelled';
  const update = connection.update(cancellable);
  await emulator.reach('held', 1);
  cancellable.cancel();
  const error = await catchError(update);
  assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED), `${error}`);
  assertEqual(error.problem.code, 'cancelled');
  assertEqual(error.problem.outcome_unknown, true);
  assertEqual(connection.modified, true);
}

async function syncCallsThrowToo({emulator, client, connection}) {
  connection.name = 'At once';
  assertEqual(connection.update_sync(null), true);
  assertEqual((await emulator.stored('2')).name, 'At once');

  const gone = new Ac.Connection({client, id: '987654'});
  assertEqual((await catchError(() => gone.refresh_sync(null))).problem.code, 'not-found');

  connection.name = 'Under way';
  const update = connection.update(null);
  const error = await catchError(() => connection.refresh_sync(null));
  assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.PENDING), `${error}`);
  assertEqual(error.problem.code, 'pending');
  await update;
}

async function errorsOfAnotherHaveNoProblem({client}) {
  const gone = new Ac.Connection({client, id: '987654'});
  let nested;
  const handler = gone.connect('notify::problem', () => {
    gone.disconnect(handler);
    nested = catchError(() => gone.update_sync(null));
  });
  const error = await catchError(() => gone.refresh_sync(null));

  assert(error.matches(Ac.Error, Ac.Error.NOT_FOUND), `${error}`);
  assertEqual(error.problem, null);
  assert((await nested).problem === gone.problem, 'the problem of the other');
}

async function wrongArgumentsReject({emulator, connection}) {
  const error = await catchError(connection.update('now'));

  assert(!(error instanceof GLib.Error) && error.problem === undefined, `${error}`);
  assert((await catchError(() => connection.update_finish('x'))).problem === undefined, 'finish');
  assertEqual((await emulator.stats()).requests, 0);
}

async function keywordsConstruct({emulator}) {
  const client = new Ac.Client({url: `${emulator.url}/api/3/`, apiToken: token, max_attempts: 2});
  assertEqual(client.url, emulator.url);
  assertEqual(client.max_attempts, 2);
  assertEqual(new Ac.Client({url: 'name', api_token: token}).account, 'name');

  for (const [properties, word] of [
    [{url: emulator.url}, 'token'],
    [{url: emulator.url, api_token: 'a b'}, 'token'],
    [{api_token: token}, 'address'],
    [{url: 'http://account.example.com', api_token: token}, 'https'],
    [{}, 'address'],
  ]) {
    const {url = '', api_token = ''} = properties;

    for (const make of [() => new Ac.Client(properties), () => Ac.Client.new(url, api_token)]) {
      const error = await catchError(make);
      assert(error.matches(Ac.Error, Ac.Error.INVALID), `${error}`);
      assert(error.message.includes(word), error.message);
      assertEqual(error.problem?.field, word === 'token' ? 'api-token' : 'url');
    }
  }
  GLib.unsetenv('ACTIVECAMPAIGN_URL');
  assertEqual((await catchError(() => Ac.Client.new_from_environment())).problem, null);
  assert((await catchError(() => new Ac.Client())).matches(Ac.Error, Ac.Error.INVALID), 'nothing');
  assert(/"?tokn"?/.test(await catchError(() => new Ac.Client({tokn: token}))), 'unknown property');

  const connection = new Ac.Connection({client, id: '2', name: 'Acme', status: 0});
  assertEqual(JSON.parse(connection.dup_changes()), {connection: {name: 'Acme', status: 0}});
}

async function listsIterate({emulator, client}) {
  const list = new Ac.ConnectionList({client, auto_load: false});
  const ids = [];

  assertEqual([...list], []);
  assertEqual((await emulator.stats()).requests, 0);
  for await (const connection of list)
    ids.push(connection.id);
  assertEqual(ids, Array.from({length: 250}, (_, index) => `${index + 1}`));
  assertEqual((await emulator.stats()).requests, 3);
  assertEqual([...list].map(({id}) => id), ids);

  // All are loaded.
  for await (const connection of list)
    assertEqual(connection.id, ids.shift());
  assertEqual((await emulator.stats()).requests, 3);
}

async function listsBeginAtAnOffset({client}) {
  const list = new Ac.ConnectionList({client, auto_load: false, offset: 248});

  assertEqual(list.offset, 248);
  await list.load_more(null);
  assertEqual([...list].map(({id}) => id), ['249', '250']);
}

async function iterationLoadsOnlyWhatIsAsked({emulator, client}) {
  const list = new Ac.ConnectionList({client, auto_load: false});
  let rows = 0;

  for await (const connection of list) {
    if (++rows === 100)
      break;
    assert(connection instanceof Ac.Connection, 'a connection');
  }
  assertEqual((await emulator.stats()).requests, 1);
}

async function iterationAndAutoLoadAgree({client}) {
  const ids = new Set();

  for await (const {id} of new Ac.ConnectionList({client}))
    ids.add(id);
  assertEqual(ids.size, 250);
}

async function iterationThrowsAndGoesOn({emulator, client}) {
  const list = new Ac.ConnectionList({client, auto_load: false});
  const walk = list[Symbol.asyncIterator]();

  await emulator.setFaults({match: {after: 1}, status: 402, body: ''});
  for (let rows = 0; rows < 100; rows++)
    await walk.next();
  assertEqual((await catchError(walk.next())).problem.code, 'payment-required');
  assertEqual([...list].length, 100);

  let rows = 0;
  for await (const connection of list)
    rows += connection === null ? 0 : 1;
  assertEqual(rows, 250);
}

async function objectsTellWhatTheyAre({emulator, client, connection}) {
  const list = new Ac.ConnectionList({client, auto_load: false});

  assertEqual(`${client}`, `[Ac.Client ${emulator.url}]`);
  assertEqual(`${connection}`, '[Ac.Connection 2]');
  assertEqual(`${new Ac.Connection({client})}`, '[Ac.Connection without id]');
  assertEqual(`${list}`, '[Ac.ConnectionList of unknown length]');
  assertEqual(`${client.rate_limiter}`, '[Ac.RateLimiter 10000 per second]');
  assertEqual(`${Ac.Connection.prototype}`, '[Ac.Connection prototype]');

  connection.name = 'a"\u001b[2J\u009b\u202e';
  assertEqual(`${connection}`, '[Ac.Connection 2 "a\\"\\u001b[2J\\u009b\\u202e" modified]');
  connection.external_id = 'a b';
  assert(`${connection}`.startsWith('[Ac.Connection 2 ?/"a b" "'), `${connection}`);
  connection.revert();
  await connection.refresh(null);
  assertEqual(`${connection}`,
    '[Ac.Connection 2 fooCommerce/toolbox@example.com "The Toolbox"]');
  await list.load_more(null);
  assertEqual(`${list}`, '[Ac.ConnectionList 1 of 1]');
  list.service = 'fooCommerce';
  assertEqual(`${list}`, '[Ac.ConnectionList 1 of 1 service="fooCommerce"]');
  const error = await catchError(new Ac.Connection({client, id: '7'}).refresh(null));
  assert(`${error.problem}`.startsWith('[Ac.Problem not-found 404 "'), `${error.problem}`);

  // As console.log() shows them.
  const shown = JSON.stringify([client, connection, list, error, client.rate_limiter]);
  assert(shown.includes(JSON.stringify(`${connection}`)), shown);
  assert(!shown.includes(token), shown);
  assertEqual(client.api_token, undefined);
}

async function tellingLoadsNothing({emulator, client}) {
  const list = new Ac.ConnectionList({client});

  list.toString();
  await client.check(null);
  assertEqual((await emulator.stats()).requests, 1);
}

async function unknownPropertiesAreRefused({emulator, client, connection}) {
  await connection.refresh(null);
  const list = new Ac.ConnectionList({client});
  const found = await client.find_connection(connection.service, connection.external_id);

  for (const object of [connection, found, list, client]) {
    const error = await catchError(() => (object.nmae = 'Acme'));
    assert(error instanceof TypeError && error.message.includes('"nmae"'), `${error}`);
    assert(!('nmae' in object), 'it was set');
    object._note = 1;
    object[Symbol.for('note')] = 2;
    assertEqual([object._note, object[Symbol.for('note')]], [1, 2]);
  }
  await catchError(() => connection.set({nmae: 'Acme'}));
  await catchError(() => (connection.created_at = null));
  assertEqual((await emulator.stored('2')).name, connection.name);

  // What gjs and programs do otherwise goes on.
  assert(connection instanceof GObject.Object && connection instanceof Ac.Connection, 'class');
  Ac.Connection.prototype.shout = function () {
    return this.name.toUpperCase();
  };
  assertEqual(connection.shout(), connection.name.toUpperCase());
  connection.bind_property('name', list, 'service', GObject.BindingFlags.DEFAULT);
  connection.name = 'Bound';
  assertEqual(list.service, 'Bound');
  const store = new Gio.ListStore({item_type: Ac.Connection.$gtype});
  store.append(connection);
  assert(store.get_item(0) === connection, 'identity');
}

async function propertiesHaveEachSpelling({connection}) {
  connection.external_id = 'one';
  assertEqual([connection.externalId, connection['external-id']], ['one', 'one']);
  connection.externalId = 'two';
  assertEqual(connection.get_external_id(), 'two');
  connection.set({external_id: 'three', status: Ac.ConnectionStatus.ERROR});
  assertEqual([connection.external_id, connection.status], ['three', 0]);
}

async function notifyTellsOfTheWholeAnswer({emulator, connection}) {
  const seen = [];
  const thread = GLib.MainContext.default();

  await emulator.setFaults({match: {method: 'PUT'}, patch: {name: 'As the server has it'}});
  connection.connect('notify', (source, {name}) => {
    assert(thread.is_owner(), 'another thread');
    seen.push([name, source.name, source.service]);
  });
  connection.name = 'As it was set';
  assertEqual(seen.map(([name]) => name).sort(), ['modified', 'name']);
  seen.length = 0;
  const update = connection.update(null);
  assertEqual(seen, []);
  await update;

  const names = seen.map(([name]) => name);
  for (const name of ['name', 'service', 'modified'])
    assert(names.includes(name), `${name} was not notified`);
  for (const [, name, service] of seen)
    assertEqual([name, service], ['As the server has it', 'fooCommerce']);
}

async function programsMayPromisifyThemselves({emulator, connection}) {
  Gio._promisify(Ac.Connection.prototype, 'update');
  connection.name = 'Twice promised';
  assertEqual(await connection.update(null), true);
  assertEqual((await emulator.stored('2')).name, 'Twice promised');
  assertEqual((await catchError(new Ac.Connection().update(null))).problem.code, 'invalid');
}

async function droppedObjectsGoOn({emulator, client}) {
  await emulator.setFaults({hold: true});
  const update = (() => {
    const connection = new Ac.Connection({client, id: '2'});

    connection.name = 'Dropped';
    return connection.update(null);
  })();
  await emulator.reach('held', 1);
  System.gc();
  await emulator.release();
  assertEqual(await update, true);
  assertEqual((await emulator.stored('2')).name, 'Dropped');
}

await runTests([
  ['operations are awaited', world(operationsAreAwaited)],
  ['the rate limiter is awaited', limiterIsAwaited],
  ['callbacks are called', world(callbacksAreCalled)],
  ['callbacks get the problem', world(callbacksGetTheProblem)],
  ['errors say what went wrong', world(errorsSayWhatWentWrong)],
  ['each error has its own problem', world(eachErrorHasItsOwnProblem)],
  ['cancelling rejects', world(cancellingRejects)],
  ['sync calls throw too', world(syncCallsThrowToo)],
  ["another's problem is not told", world(errorsOfAnotherHaveNoProblem)],
  ['wrong arguments reject', world(wrongArgumentsReject)],
  ['keywords construct, or throw', world(keywordsConstruct)],
  ['lists iterate over all pages', world(listsIterate, ...threePages)],
  ['lists begin at an offset', world(listsBeginAtAnOffset, ...threePages)],
  ['iteration loads only what is asked', world(iterationLoadsOnlyWhatIsAsked, ...threePages)],
  ['iteration and auto-load agree', world(iterationAndAutoLoadAgree, ...threePages)],
  ['iteration throws, and goes on', world(iterationThrowsAndGoesOn, ...threePages)],
  ['objects tell what they are, and no token', world(objectsTellWhatTheyAre)],
  ['telling loads nothing', world(tellingLoadsNothing)],
  ['unknown properties are refused', world(unknownPropertiesAreRefused)],
  ['properties have each spelling', world(propertiesHaveEachSpelling)],
  ['notify tells of the whole answer', world(notifyTellsOfTheWholeAnswer)],
  ['programs may promisify themselves', world(programsMayPromisifyThemselves)],
  ['dropped objects go on', world(droppedObjectsGoOn)],
]);
