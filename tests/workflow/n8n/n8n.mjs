// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// n8n's own engine in this process: real workflows without a database or an editor.

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {packages, require, token} from '../node/support.mjs';

// n8n keeps a key there as soon as it is loaded.
const home = mkdtempSync(join(tmpdir(), 'n8n-'));
process.env.N8N_USER_FOLDER = home;
process.env.N8N_LOG_LEVEL = 'silent';
process.on('exit', () => rmSync(home, {recursive: true, force: true}));

const {
  ExecutionLifecycleHooks,
  LazyPackageDirectoryLoader,
  PackageDirectoryLoader,
  WorkflowExecute,
} = require('n8n-core');
const {ICredentialsHelper, NodeHelpers, Workflow} = require('n8n-workflow');

export const ours = 'n8n-nodes-activecampaign-connection.activeCampaignConnection';
export const builtIn = 'n8n-nodes-base.activeCampaign';

/** The packages, loaded as n8n loads them. */
const loaders = {
  'n8n-nodes-base': new LazyPackageDirectoryLoader(`${packages}/node_modules/n8n-nodes-base`),
  'n8n-nodes-activecampaign-connection':
    new PackageDirectoryLoader(`${packages}/built/n8n-nodes-activecampaign-connection`),
};

for (const loader of Object.values(loaders))
  await loader.loadAll();

function getType(name) {
  const [packageName, nodeName] = name.split('.');

  return loaders[packageName].getNode(nodeName).type;
}

const nodeTypes = {
  getByName: getType,
  getByNameAndVersion: (name, version) =>
    NodeHelpers.getVersionedNodeType(getType(name), version),
  getKnownTypes: () => ({}),
};

/** The node type as n8n has it after loading. */
export const nodeType = getType(ours);

export function credentialType(name) {
  return Object.values(loaders).find(loader => loader.known.credentials[name])
    .getCredential(name).type;
}

/** The credentials of all workflows are those of one account. */
class OneAccount extends ICredentialsHelper {
  #account;

  constructor(account) {
    super();
    this.#account = account;
  }

  async getDecrypted() {
    return {...this.#account};
  }

  // Only n8n's own node has its requests signed.
  async authenticate({apiKey}, _type, request) {
    return {...request, headers: {...request.headers, 'Api-Token': apiKey}};
  }

  async preAuthentication() {}
  getParentTypes() { return []; }
  getCredentialsProperties() { return []; }
  isCredentialUsableByNode() { return true; }
  async getCredentials() { throw new Error('not asked for here'); }
  async updateCredentials() { throw new Error('not asked for here'); }
}

const hostUrl = 'http://127.0.0.1/';

/**
 * Starts a workflow: items go into one node, and from there into those that are given after it.
 * Cancel what is returned to press Stop.
 */
export function start(url, {items = [{}], node, after = [], apiKey = token}) {
  const trigger = {
    name: 'Start',
    type: 'n8n-nodes-base.manualTrigger',
    typeVersion: 1,
    parameters: {},
  };
  const subject = {
    name: 'Subject',
    type: ours,
    typeVersion: 1,
    credentials: Object.fromEntries(['activeCampaignConnectionApi', 'activeCampaignApi']
      .map(name => [name, {id: '1', name: 'Account'}])),
    ...node,
  };
  const nodes = [trigger, subject, ...after]
    .map((each, index) => ({...each, id: String(index), position: [200 * index, 0]}));
  const connections = {
    Start: {main: [[{node: 'Subject', type: 'main', index: 0}]]},
    Subject: {main: after.map(({name}) => [{node: name, type: 'main', index: 0}])},
  };
  const workflow = new Workflow({
    id: 'workflow',
    nodes,
    connections,
    active: false,
    nodeTypes,
    settings: {executionOrder: 'v1'},
  });
  const execution = new WorkflowExecute({
    credentialsHelper: new OneAccount({apiUrl: url, apiKey}),
    hooks: new ExecutionLifecycleHooks('manual', 'execution', {id: 'workflow', nodes, connections}),
    executionId: 'execution',
    currentNodeExecutionIndex: 0,
    instanceBaseUrl: hostUrl,
    restApiUrl: hostUrl,
    webhookBaseUrl: hostUrl,
    webhookWaitingBaseUrl: hostUrl,
    formWaitingBaseUrl: hostUrl,
    webhookTestBaseUrl: hostUrl,
    variables: {},
  }, 'manual');

  return execution.run({
    workflow,
    startNode: workflow.getNode('Start'),
    pinData: {Start: items.map(json => ({json}))},
  });
}

/** Runs a workflow to its end: its status, the error, and what left the outputs of a node. */
export async function run(url, options) {
  const {status, data: {resultData}} = await start(url, options);

  return {
    status,
    error: resultData.error,
    outputs: (name = 'Subject') => resultData.runData[name]?.at(-1)?.data?.main ?? [],
  };
}
