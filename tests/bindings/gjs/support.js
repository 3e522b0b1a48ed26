// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the tests in JavaScript share: an emulator of their own, comparisons, and TAP.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

Gio._promisify(Gio.DataInputStream.prototype, 'read_line_async');
Gio._promisify(Gio.Subprocess.prototype, 'wait_async');
Gio._promisify(Gio.OutputStream.prototype, 'splice_async');
Gio._promisify(Gio.OutputStream.prototype, 'write_bytes_async');
Gio._promisify(Gio.SocketClient.prototype, 'connect_async');

export const token = 'emulator-token';

/** The program ac-emulator, for one test. */
export class Emulator {
  #process;

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

  // By hand: to Soup, a certificate can only be justified in a callback, for which gjs has no thread.
  async ask(method, path, body = null) {
    const [, host, port] = this.url.match(/:\/\/(.*):(.*)$/);
    const client = new Gio.SocketClient({
      tls: this.url.startsWith('https:'),
      tls_validation_flags: Gio.TlsCertificateFlags.NO_FLAGS,
    });
    const bytes = new TextEncoder().encode(body === null ? '' : JSON.stringify(body));
    const head = `${method} ${path} HTTP/1.0\r\nHost: ${host}:${port}\r\nApi-Token: ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`;

    const connection = await client.connect_async(Gio.InetSocketAddress.new_from_string(host, port),
      null);
    const output = connection.get_output_stream();
    await output.write_bytes_async(new TextEncoder().encode(head), GLib.PRIORITY_DEFAULT, null);
    for (let rest = bytes; rest.length > 0;)
      rest = rest.slice(await output.write_bytes_async(rest, GLib.PRIORITY_DEFAULT, null));

    const answer = Gio.MemoryOutputStream.new_resizable();
    await answer.splice_async(connection.get_input_stream(), Gio.OutputStreamSpliceFlags.CLOSE_TARGET,
      GLib.PRIORITY_DEFAULT, null);
    connection.close(null);
    const text = new TextDecoder().decode(answer.steal_as_bytes().toArray());
    const [, status, json] = text.match(/^HTTP\/1\.\d (\d+)[^]*?\r\n\r\n([^]*)$/);
    if (status >= 300)
      throw new Error(`${method} ${path}: ${status} ${json}`);
    return JSON.parse(json);
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

/** Runs [name, function] and prints TAP. */
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
