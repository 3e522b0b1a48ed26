// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the tests in JavaScript share: an emulator of their own, comparisons, and TAP.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import Soup from 'gi://Soup?version=3.0';

Gio._promisify(Gio.DataInputStream.prototype, 'read_line_async');
Gio._promisify(Gio.Subprocess.prototype, 'wait_async');
Gio._promisify(Soup.Session.prototype, 'send_and_read_async');

export const token = 'emulator-token';

/** The program ac-emulator, for one test. */
export class Emulator {
  #process;
  #session = new Soup.Session();

  static async start(program, ...args) {
    const emulator = new Emulator();

    emulator.#process = Gio.Subprocess.new([program, ...args],
      Gio.SubprocessFlags.STDOUT_PIPE);
    const output = new Gio.DataInputStream({base_stream: emulator.#process.get_stdout_pipe()});
    const [line] = await output.read_line_async(GLib.PRIORITY_DEFAULT, null);
    emulator.url = new TextDecoder().decode(line);
    return emulator;
  }

  async stop() {
    this.#process.send_signal(15);
    await this.#process.wait_async(null);
  }

  /** A client for its account, without a limit of its own. */
  makeClient(properties = {}) {
    return new Ac.Client({
      url: this.url,
      api_token: token,
      rate_limiter: Ac.RateLimiter.new(10000),
      ...properties,
    });
  }

  async ask(method, path, body = null) {
    const message = Soup.Message.new(method, this.url + path);

    message.request_headers.append('Api-Token', token);
    message.connect('accept-certificate', () => true);
    if (body !== null) {
      message.set_request_body_from_bytes('application/json',
        new GLib.Bytes(new TextEncoder().encode(JSON.stringify(body))));
    }
    const bytes = await this.#session.send_and_read_async(message, GLib.PRIORITY_DEFAULT, null);
    const text = new TextDecoder().decode(bytes.toArray());
    if (message.status_code >= 300)
      throw new Error(`${method} ${path}: ${message.status_code} ${text}`);
    return JSON.parse(text);
  }

  setFaults(...faults) {
    return this.ask('PUT', '/emulator/faults', {faults});
  }

  release() {
    return this.ask('POST', '/emulator/release');
  }

  stats() {
    return this.ask('GET', '/emulator/stats');
  }

  async requests() {
    return (await this.ask('GET', '/emulator/requests')).requests;
  }

  /** What the server has of a connection, null if there is none. */
  async stored(id) {
    const {connections} = await this.ask('GET', '/emulator/connections');

    return connections.find(connection => connection.id === id) ?? null;
  }

  /** Waits until a number of the statistics is reached. */
  async reach(name, count) {
    while ((await this.stats())[name] < count)
      ;
  }
}

// Members of objects in the order of their names.
function normalise(value) {
  if (Array.isArray(value))
    return value.map(normalise);
  if (value === null || typeof value !== 'object')
    return value;
  return Object.fromEntries(Object.keys(value).sort().map(name => [name, normalise(value[name])]));
}

export function assert(condition, what) {
  if (!condition)
    throw new Error(what);
}

export function assertEqual(actual, expected, what = 'value') {
  const [found, wanted] = [actual, expected].map(value => JSON.stringify(normalise(value)));

  assert(found === wanted, `${what} is ${found}, not ${wanted}`);
}

/** What a function, or a promise, throws. */
export async function catchError(action) {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Runs [name, function] pairs and prints TAP. */
export async function runTests(tests) {
  print(`1..${tests.length}`);
  for (const [index, [name, test]] of tests.entries()) {
    const line = `${index + 1} - ${name.replaceAll('#', '\\#')}`;

    try {
      await test();
      print(`ok ${line}`);
    } catch (error) {
      print(`not ok ${line}`);
      printerr(`${error}\n${error.stack}`);
    }
  }
}
