// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What a row of a table of behaviours has around its client: servers, proxies, certificates.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import Soup from 'gi://Soup?version=3.0';

import {Emulator, assert, catchError, token} from './support.js';

const {SocketFamily: {IPV4}, SocketType: {STREAM}, SocketProtocol: {TCP}} = Gio;

const emulators = new Map();  // by their arguments: one may serve row after row

/** A socket on a free port of the loopback interface. */
function bind() {
  const socket = Gio.Socket.new(IPV4, STREAM, TCP);

  socket.bind(Gio.InetSocketAddress.new(Gio.InetAddress.new_loopback(IPV4), 0), false);
  return socket;
}

function host(socket) {
  return `127.0.0.1:${socket.get_local_address().port}`;
}

/** An emulator that is as at its start. */
async function borrowEmulator(program, args) {
  const emulator = emulators.get(args.join());

  if (!emulator)
    return Emulator.start(program, ...args);
  emulators.delete(args.join());
  await emulator.ask('POST', '/emulator/reset');
  return emulator;
}

export async function stopEmulators() {
  await Promise.all([...emulators.values()].map(emulator => emulator.stop()));
}

export class Surroundings {
  #program;
  #row;
  #args;
  #port;
  #nginx = null;
  #certificate = null;
  #closed = bind();
  #elsewhere = bind();

  static async arrange(program, row) {
    const surroundings = new Surroundings();

    surroundings.#elsewhere.set_blocking(false);
    surroundings.#elsewhere.listen();
    surroundings.#program = program;
    surroundings.#row = row;
    surroundings.#args = ['--rate-limit', `${row['rate-limit'] ?? 0}`, ...row.emulator ?? []];
    if (row.emulator?.includes('--tls')) {
      const directory = GLib.Dir.make_tmp('ac-test-XXXXXX');

      surroundings.#certificate = `${directory}/certificate.pem`;
      surroundings.#args.push('--tls-certificate-file', surroundings.#certificate);
    }
    surroundings.emulator = await borrowEmulator(program, surroundings.#args);
    return surroundings;
  }

  async end() {
    const error = await catchError(() => this.#elsewhere.accept(null));

    assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.WOULD_BLOCK), `${error}`);
    this.#closed.close();
    this.#elsewhere.close();
    if (this.#nginx) {
      this.#nginx.get_stdin_pipe().close(null);
      await this.#nginx.wait_async(null);
    }
    if (this.#row.emulator?.includes('--tls')) {
      await this.emulator.stop();
      GLib.unlink(this.#certificate);
      GLib.rmdir(GLib.path_get_dirname(this.#certificate));
    } else {
      emulators.set(this.#args.join(), this.emulator);
    }
  }

  async makeClient() {
    const {session, client, token: otherToken} = this.#row;
    const made = new Ac.Client({url: await this.#address(), api_token: otherToken ?? token,
      ...client});

    if (!this.#row['rate-limit'])
      made.rate_limiter = Ac.RateLimiter.new(10000);
    if (session)
      made.session = this.#makeSession(session);
    return made;
  }

  async #address() {
    const {url} = this.emulator;

    if (this.#row.nginx)
      return this.#startNginx();
    switch (this.#row.address) {
    case undefined:
      return url;
    case 'refused':
      return `http://${host(this.#closed)}`;
    case 'unresolved':
      return 'https://account.ac-test.invalid';
    case 'https':
      return url.replace('http:', 'https:');
    default:
      throw new Error(`there is no address "${this.#row.address}"`);
    }
  }

  async #startNginx() {
    const {STDIN_PIPE, STDOUT_PIPE} = Gio.SubprocessFlags;

    this.#nginx = Gio.Subprocess.new(
      [GLib.getenv('AC_TEST_NGINX'), this.emulator.url, ...this.#row.nginx],
      STDIN_PIPE | STDOUT_PIPE);
    const output = new Gio.DataInputStream({base_stream: this.#nginx.get_stdout_pipe()});
    const [line] = await output.read_line_async(GLib.PRIORITY_DEFAULT, null);
    const [address, certificate] = new TextDecoder().decode(line).split(' ');

    this.#certificate = certificate;
    return address;
  }

  #makeSession({trust, proxy}) {
    const session = new Soup.Session();

    if (trust)
      session.set_tls_database(Gio.TlsFileDatabase.new(this.#certificate));
    if (proxy)
      session.set_proxy_resolver(Gio.SimpleProxyResolver.new(`http://${host(this.#closed)}`, null));
    return session;
  }

  setFaults(faults) {
    const text = JSON.stringify(faults)
      .replaceAll('ELSEWHERE', host(this.#elsewhere))
      .replaceAll('OWN-ADDRESS', this.emulator.url);

    return this.emulator.setFaults(...JSON.parse(text));
  }

  stopServer() {
    this.#port = this.emulator.url.split(':').at(-1);
    return this.emulator.stop();
  }

  async startServer() {
    this.emulator = await Emulator.start(this.#program, ...this.#args, '--port', this.#port);
  }
}
