// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Runs a table of behaviours: test-behaviours.js AC-EMULATOR TABLE.JSON
// What the rows and steps mean is in ../README.md.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

import System from 'system';

import {assert, assertEqual, runTests, token} from './support.js';
import {Surroundings, stopEmulators} from './surroundings.js';

const [program, table] = ARGV;
const enums = {'status': Ac.ConnectionStatus, 'sync-status': Ac.SyncStatus};

function toNick(values, value) {
  return Object.keys(values).find(name => values[name] === value).toLowerCase();
}

function fromNick(values, nick) {
  const value = values[nick.toUpperCase()];

  assert(typeof value === 'number', `there is no "${nick}"`);
  return value;
}

function parse(text) {
  return text === null ? null : JSON.parse(text);
}

/** Compares a value with one, or [least, most], as it should be. */
function assertValue(actual, wanted, what) {
  if (Array.isArray(wanted))
    assert(wanted[0] <= actual && actual <= wanted[1], `${what} is ${actual}`);
  else
    assertEqual(actual, wanted, what);
}

/** Compares the members that are wanted. */
function assertMembers(actual, wanted, what) {
  for (const [name, value] of Object.entries(wanted))
    assertValue(actual[name], value, `${what}: ${name}`);
}

/** The token is in no property, and not in what is printed of a thing. */
function assertSecret(thing, ...names) {
  const values = names.map(name => thing[name]);

  assert(!`${thing} ${JSON.stringify(thing)} ${values}`.includes(token), 'the token is there');
}

/** One row while it runs. */
class Run {
  #surroundings;
  #client;
  #connection;
  #list;
  #operations = new Map();
  #found = null;
  #context = null;
  #turner = null;

  constructor(surroundings, client, row) {
    this.#surroundings = surroundings;
    this.#client = client;
    this.#connection = new Ac.Connection({client, id: 'id' in row ? row.id : '2'});
    this.#list = new Ac.ConnectionList({client, auto_load: false});
    if (row.caller === 'context')
      this.#makeContext();
  }

  end() {
    this.#turner?.destroy();
  }

  // Promises need the default context to be turned, and that turns the row's own.
  #makeContext() {
    this.#context = GLib.MainContext.new();
    this.#turner = GLib.idle_source_new();
    this.#turner.set_callback(() => {
      this.#context.push_thread_default();
      while (this.#context.iteration(false))
        ;
      this.#context.pop_thread_default();
      return GLib.SOURCE_CONTINUE;
    });
    this.#turner.attach(null);
  }

  // The operation must end in the row's context, which only a callback can tell.
  #beginInContext(object, method, args) {
    this.#context.push_thread_default();
    try {
      return new Promise((resolve, reject) => {
        object[method](...args, (_source, result) => {
          try {
            assert(this.#context.is_owner(), `${method} ended elsewhere`);
            resolve(object[`${method}_finish`](result));
          } catch (error) {
            reject(error);
          }
        });
      });
    } finally {
      this.#context.pop_thread_default();
    }
  }

  #begin(object, method, ...args) {
    return this.#context ? this.#beginInContext(object, method, args) : object[method](...args);
  }

  get #emulator() {
    return this.#surroundings.emulator;
  }

  #call({operation, service, 'external-id': externalId}, cancellable) {
    switch (operation) {
    case 'create':
    case 'refresh':
    case 'update':
    case 'delete':
      return [this.#connection, this.#begin(this.#connection, operation, cancellable)];
    case 'check':
      return [this.#client, this.#begin(this.#client, 'check', cancellable)];
    case 'find-connection':
      return [this.#client,
        this.#begin(this.#client, 'find_connection', service, externalId, cancellable)
          .then(found => (this.#found = found))];
    case 'load-more':
      return [this.#list, this.#begin(this.#list, 'load_more', cancellable)];
    case 'refresh-list':
      return [this.#list, this.#begin(this.#list, 'refresh', cancellable)];
    default:
      throw new Error(`there is no operation "${operation}"`);
    }
  }

  #start(step) {
    const cancellable = new Gio.Cancellable();
    const [object, promise] = this.#call(step, cancellable);
    const end = promise.then(() => null, error => error).then(error => {
      const {problem: reported} = object;

      for (const later of step.then ?? [])
        this.take(later);
      return {error, reported};
    });

    this.#operations.set(step.as, {cancellable, end});
  }

  async #await({name, ends, says = '', problem = {}}) {
    const {error, reported} = await this.#operations.get(name).end;

    if (error === null) {
      assertEqual('ok', ends, name);
      assert(reported === null, `${name} left a problem`);
      return;
    }
    assert(error instanceof GLib.Error, `${error}`);
    assert([ends].flat().includes(error.problem.code), `${name} ended with ${error.problem.code}`);
    assertEqual(GLib.quark_to_string(error.domain), error.problem.error_domain, 'domain');
    assertEqual(error.code, error.problem.error_code, 'code');
    assertEqual(error.message, error.problem.message, 'message');
    assert(reported === error.problem, 'the object has another problem');
    assertMembers(error.problem, problem, name);
    for (const part of [says].flat())
      assert(error.message.includes(part), `"${error.message}" does not say "${part}"`);
    assertSecret(error, 'message', 'stack');
    assertSecret(error.problem, 'title', 'detail', 'server_code', 'field', 'request_id');
    if (this.#client)
      assertSecret(this.#client, 'url', 'application_name');
  }

  #onNotify({property, steps}) {
    const handler = this.#connection.connect(`notify::${property}`, connection => {
      connection.disconnect(handler);
      for (const step of steps)
        this.take(step);
    });
  }

  #drop({objects = ['connection']}) {
    for (const name of objects) {
      switch (name) {
      case 'client':
        this.#client = null;
        break;
      case 'connection':
        this.#connection = null;
        break;
      case 'list':
        this.#list = null;
        break;
      default:
        throw new Error(`there is no object "${name}"`);
      }
    }
    System.gc();
  }

  #set({values}) {
    for (const [name, value] of Object.entries(values))
      this.#connection[name] = name in enums ? fromNick(enums[name], value) : value;
  }

  #read(name) {
    if (name === 'changes')
      return parse(this.#connection.dup_changes());
    const value = this.#connection[name];
    if (value instanceof GLib.DateTime)
      return value.format_iso8601();
    return name in enums ? toNick(enums[name], value) : value;
  }

  #expect({values: {json, ...values}}) {
    for (const [name, value] of Object.entries(values))
      assertEqual(this.#read(name), value, name);
    for (const [name, value] of Object.entries(json ?? {}))
      assertEqual(JSON.parse(this.#connection.dup_json())[name], value, name);
  }

  #expectList({do: _do, ids, ...counts}) {
    assertMembers({'n-items': this.#list.get_n_items(), total: this.#list.total}, counts, 'list');
    if (ids)
      assertEqual([...this.#list].map(({id}) => id), ids, 'ids');
  }

  async #expectStored({id, connection}) {
    const stored = await this.#emulator.stored(id);

    if (connection === null || stored === null)
      assertEqual(stored, connection, `connection ${id}`);
    else
      assertMembers(stored, connection, `connection ${id}`);
  }

  async #expectRequests({requests}) {
    const log = await this.#emulator.requests();

    assertEqual(log.length, requests.length, 'number of requests');
    for (const [index, wanted] of requests.entries()) {
      const entry = log[index];

      if ('body' in wanted)
        entry.body = JSON.parse(entry.body);
      assertMembers(entry, wanted, `request ${index + 1}`);
    }
  }

  async take(step) {
    switch (step.do) {
    case 'set':
      return this.#set(step);
    case 'set-client':
      return Object.assign(this.#client, step.values);
    case 'start':
      return this.#start(step);
    case 'await':
      return this.#await(step);
    case 'run':
      this.#start({...step, as: step.operation});
      return this.#await({...step, name: step.operation});
    case 'cancel':
      return this.#operations.get(step.name).cancellable.cancel();
    case 'revert':
      return this.#connection.revert();
    case 'drop':
      return this.#drop(step);
    case 'on-notify':
      return this.#onNotify(step);
    case 'set-faults':
      return this.#surroundings.setFaults(step.faults);
    case 'stop-server':
      return this.#surroundings.stopServer();
    case 'start-server':
      return this.#surroundings.startServer();
    case 'await-held':
      return this.#emulator.reach('held', step.count);
    case 'await-requests':
      return this.#emulator.reach('requests', step.count);
    case 'release':
      return this.#emulator.release();
    case 'expect':
      return this.#expect(step);
    case 'expect-list':
      return this.#expectList(step);
    case 'expect-found':
      return assertEqual(this.#found?.id ?? null, step.id, 'found');
    case 'expect-stored':
      return this.#expectStored(step);
    case 'expect-requests':
      return this.#expectRequests(step);
    case 'expect-stats': {
      const {do: _do, ...wanted} = step;

      return assertMembers(await this.#emulator.stats(), wanted, 'statistics');
    }
    default:
      throw new Error(`there is no step "${step.do}"`);
    }
  }
}

async function runRow(row) {
  const surroundings = await Surroundings.arrange(program, row);

  for (const connection of row.connections ?? [])
    await surroundings.emulator.ask('POST', '/emulator/connections', {connection});
  if (row.faults)
    await surroundings.setFaults(row.faults);

  const run = new Run(surroundings, await surroundings.makeClient(), row);
  try {
    for (const step of row.steps)
      await run.take(step);
  } finally {
    run.end();
    await surroundings.end();
  }
}

const [, bytes] = GLib.file_get_contents(table);
const {behaviours} = JSON.parse(new TextDecoder().decode(bytes));

// JavaScript has one thread.
const rows = behaviours.filter(row => row.caller !== 'threads');

await runTests(rows.map(row => [row.name, () => runRow(row)]));
await stopEmulators();
