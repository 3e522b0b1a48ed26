// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the tests and benchmarks of the packages for Node.js share.

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {createInterface} from 'node:readline';

/** The folder that with-packages made. */
export const packages = process.env.PACKAGES_DIRECTORY;

/** Requires a package from there. */
export const require = createRequire(`${packages}/built/`);

export const token = 'emulator-token';

/** No emulator outlives this process, however it ends. */
const running = new Set();
process.on('exit', () => running.forEach(child => child.kill()));

/** The program ac-emulator, for one test. */
export class Emulator {
  #process;
  #output;

  /** Starts it with options; it ends with the test. */
  static async start(t, ...options) {
    const emulator = new Emulator();

    emulator.#process = spawn(process.env.AC_EMULATOR, options,
      {stdio: ['ignore', 'pipe', 'inherit']});
    t?.after(() => emulator.stop());
    running.add(emulator.#process);
    emulator.#output = createInterface(emulator.#process.stdout);
    [emulator.url] = await once(emulator.#output, 'line');
    return emulator;
  }

  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill();
      await once(this.#process, 'exit');
      running.delete(this.#process);
    }
  }

  /** What an engine is opened with to use it. */
  config(more = {}) {
    return {url: this.url, api_token: token, ...more};
  }

  async ask(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: {'Api-Token': token, 'Content-Type': 'application/json'},
      ...(body !== undefined && {body: JSON.stringify(body)}),
    });
    const text = await response.text();

    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
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

  async connections() {
    return (await this.ask('GET', '/emulator/connections')).connections;
  }

  /** Waits until a number of the statistics is reached. */
  async reach(name, count) {
    while ((await this.stats())[name] < count)
      ;
  }
}

/** What a promise is rejected with. */
export async function catchError(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
