// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Runs the table of behaviours: test-behaviours.js AC-EMULATOR BEHAVIOURS.JSON
// What the rows and steps mean is in ../README.md.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

import {Emulator, assert, assertEqual, runTests} from './support.js';

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

/** Compares the members that are wanted. */
function assertMembers(actual, wanted, what) {
  for (const [name, value] of Object.entries(wanted))
    assertEqual(actual[name], value, `${what}: ${name}`);
}

/** One row while it runs. */
class Run {
  #emulator;
  #client;
  #connection;
  #list;
  #operations = new Map();
  #found = null;

  constructor(emulator, row) {
    this.#emulator = emulator;
    this.#client = new Ac.Client({
      url: emulator.url,
      api_token: row.token ?? 'emulator-token',
      ...row.client,
    });
    if (!row['rate-limit'])
      this.#client.rate_limiter = Ac.RateLimiter.new(10000);
    this.#connection = new Ac.Connection({client: this.#client, id: 'id' in row ? row.id : '2'});
    this.#list = new Ac.ConnectionList({client: this.#client, auto_load: false});
  }

  #call({operation, service, 'external-id': externalId}, cancellable) {
    switch (operation) {
    case 'create':
    case 'refresh':
    case 'update':
    case 'delete':
      return [this.#connection, this.#connection[operation](cancellable)];
    case 'check':
      return [this.#client, this.#client.check(cancellable)];
    case 'find-connection':
      return [this.#client, this.#client.find_connection(service, externalId, cancellable)
        .then(found => (this.#found = found))];
    case 'load-more':
      return [this.#list, this.#list.load_more(cancellable)];
    case 'refresh-list':
      return [this.#list, this.#list.refresh(cancellable)];
    default:
      throw new Error(`there is no operation "${operation}"`);
    }
  }

  #start(step) {
    const cancellable = new Gio.Cancellable();
    const [object, promise] = this.#call(step, cancellable);
    const end = promise.then(
      () => ({error: null, reported: object.problem}),
      error => ({error, reported: object.problem}));

    this.#operations.set(step.as, {cancellable, end});
  }

  async #await({name, ends, problem = {}}) {
    const {error, reported} = await this.#operations.get(name).end;

    if (error === null) {
      assertEqual('ok', ends, name);
      assert(reported === null, `${name} left a problem`);
      return;
    }
    assert(error instanceof GLib.Error, `${error}`);
    assertEqual(error.problem.code, ends, name);
    assertEqual(GLib.quark_to_string(error.domain), error.problem.error_domain, 'domain');
    assertEqual(error.code, error.problem.error_code, 'code');
    assertEqual(error.message, error.problem.message, 'message');
    assert(reported === error.problem, 'the object has another problem');
    for (const [property, value] of Object.entries(problem)) {
      const actual = error.problem[property];

      if (Array.isArray(value))
        assert(value[0] <= actual && actual <= value[1], `${property} is ${actual}`);
      else
        assertEqual(actual, value, property);
    }
  }

  #set({values}) {
    for (const [name, value] of Object.entries(values))
      this.#connection[name] = name in enums ? fromNick(enums[name], value) : value;
  }

  #read(name) {
    if (name === 'changes')
      return parse(this.#connection.dup_changes());
    const value = this.#connection[name];
    return name in enums ? toNick(enums[name], value) : value;
  }

  #expect({values}) {
    for (const [name, value] of Object.entries(values))
      assertEqual(this.#read(name), value, name);
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
  const emulator = await Emulator.start(program, '--rate-limit', `${row['rate-limit'] ?? 0}`,
    ...row.emulator ?? []);

  try {
    for (const connection of row.connections ?? [])
      await emulator.ask('POST', '/emulator/connections', {connection});
    if (row.faults)
      await emulator.setFaults(...row.faults);

    const run = new Run(emulator, row);
    for (const step of row.steps)
      await run.take(step);
  } finally {
    await emulator.stop();
  }
}

const [, bytes] = GLib.file_get_contents(table);
const {behaviours} = JSON.parse(new TextDecoder().decode(bytes));

await runTests(behaviours.map(row => [row.name, () => runRow(row)]));
