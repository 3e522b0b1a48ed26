// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The whole of n8n as a user has it, with a database of its own and the node among its community
// nodes: its command line and its server.

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';

import {packages} from '../../node/support.mjs';

const program = `${process.env.N8N_DIRECTORY}/node_modules/n8n/bin/n8n`;
const nodePackage = 'n8n-nodes-activecampaign-connection';

export const nodeName = `${nodePackage}.activeCampaignConnection`;
export const credentialName = 'activeCampaignConnectionApi';

/** Two ports that nobody has. */
async function findPorts() {
  const servers = [createServer(), createServer()];

  await Promise.all(servers.map(server => once(server.listen(0, '127.0.0.1'), 'listening')));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  return ports;
}

export class WholeN8n {
  #home = mkdtempSync(join(tmpdir(), 'whole-n8n-'));
  #environment;
  #server;
  #cookie;

  static async start() {
    const n8n = new WholeN8n();
    const modules = join(n8n.#home, '.n8n/nodes/node_modules');
    const [port, brokerPort] = await findPorts();

    mkdirSync(modules, {recursive: true});
    symlinkSync(`${packages}/built/${nodePackage}`, join(modules, nodePackage));
    n8n.url = `http://127.0.0.1:${port}`;
    n8n.#environment = {
      ...process.env,
      N8N_USER_FOLDER: n8n.#home,
      N8N_HOST: '127.0.0.1',
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_PORT: String(port),
      N8N_RUNNERS_BROKER_PORT: String(brokerPort),
      N8N_SECURE_COOKIE: 'false',
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_PERSONALIZATION_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    };
    return n8n;
  }

  async stop() {
    if (this.#server && this.#server.exitCode === null) {
      this.#server.kill();
      await once(this.#server, 'exit');
    }
    rmSync(this.#home, {recursive: true, force: true});
  }

  #spawn(...args) {
    return spawn(process.execPath, [program, ...args],
      {env: this.#environment, stdio: ['ignore', 'pipe', 'pipe']});
  }

  /** Runs a command to its end. */
  async command(...args) {
    const child = this.#spawn(...args);
    const [stdout, stderr, [status]] = await Promise.all(
      [text(child.stdout), text(child.stderr), once(child, 'exit')]);

    return {stdout, stderr, status};
  }

  /** Imports credentials or workflows, as they are in n8n's export files. */
  async import(kind, things) {
    const file = join(this.#home, `${kind}.json`);

    writeFileSync(file, JSON.stringify(things));
    const {stdout, stderr, status} = await this.command(`import:${kind}`, `--input=${file}`);
    if (status !== 0)
      throw new Error(`import:${kind}: ${stdout}${stderr}`);
  }

  /** Runs a workflow; what each node put out, and the error. */
  async execute(id) {
    const {stdout, stderr} = await this.command('execute', `--id=${id}`, '--rawOutput');
    // It says more before the result, and after a failure too.
    const [result] = stdout.match(/^\{[^]*?^\}/m) ?? [];
    if (!result)
      throw new Error(stdout + stderr);
    const {data: {resultData}} = JSON.parse(result);

    return {
      error: resultData.error,
      items: name => resultData.runData[name].at(-1).data.main[0],
    };
  }

  /** Starts the server and becomes its owner. */
  async serve() {
    this.#server = this.#spawn('start');
    this.#server.stderr.resume();
    // It is read to the end: n8n would spin on a pipe that nobody reads.
    const lines = createInterface(this.#server.stdout);
    await new Promise((resolve, reject) => {
      lines.on('line', line => line.includes('Editor is now accessible') && resolve());
      this.#server.on('exit', () => reject(new Error('n8n does not start')));
    });

    this.owner = {email: 'owner@example.com', password: 'Long-enough-1'};
    const response = await this.#request('POST', '/rest/owner/setup',
      {...this.owner, firstName: 'Otto', lastName: 'Owner'});
    this.#cookie = response.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ');
  }

  async #request(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'browser-id': 'tests',
        ...(this.#cookie && {Cookie: this.#cookie}),
      },
      ...(body && {body: JSON.stringify(body)}),
    });

    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async ask(method, path, body) {
    return (await this.#request(method, path, body)).json();
  }

  get(path) {
    return this.#request('GET', path);
  }
}

export function makeCredential({apiUrl, apiKey}) {
  return {id: 'account', name: 'Account', type: credentialName, data: {apiUrl, apiKey}};
}

/** A workflow in which a person's click starts one node after the other. */
export function makeWorkflow(id, name, steps) {
  const nodes = [
    {name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {}},
    ...Object.entries(steps).map(([step, parameters]) => ({
      name: step,
      type: nodeName,
      parameters,
      credentials: {[credentialName]: {id: 'account', name: 'Account'}},
    })),
  ].map((node, index) =>
    ({id: `node${index}`, typeVersion: 1, position: [index * 224, 0], ...node}));
  const links = nodes.slice(1).map((node, index) =>
    [nodes[index].name, {main: [[{node: node.name, type: 'main', index: 0}]]}]);

  return {
    id,
    name,
    active: false,
    nodes,
    connections: Object.fromEntries(links),
    settings: {executionOrder: 'v1'},
  };
}
