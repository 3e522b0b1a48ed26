// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// An engine for each account in use. Executions of one account share it, and with it the connection
// to the service and the order of what is done to one connection.

import {open} from 'activecampaign-workflow';
import type {Config, Engine} from 'activecampaign-workflow';
import type {ICredentialDataDecryptedObject, IExecuteFunctions} from 'n8n-workflow';

import {makeNodeError} from './errors';

/** How long an engine is kept for the next execution. */
const idleMs = 60_000;

/** The credentials that the node takes, by its parameter "authentication"; inside they are alike. */
const credentialTypes: Record<string, string> = {
  connection: 'activeCampaignConnectionApi',
  builtIn: 'activeCampaignApi',
};

interface Entry {
  key: string;
  engine: Engine;
  users: number;
  timer?: NodeJS.Timeout;
}

const entries = new Map<string, Entry>();

export function openAccount({apiUrl, apiKey}: ICredentialDataDecryptedObject,
  config: Config = {}): Engine {
  const limiter = process.env.ACTIVECAMPAIGN_RATE_LIMITER;

  return open({
    url: String(apiUrl),
    api_token: String(apiKey),
    application_name: 'n8n-nodes-activecampaign-connection',
    ...(limiter && {rate_limiter: limiter}),
    ...config,
  });
}

function borrow(account: ICredentialDataDecryptedObject): Entry {
  const key = JSON.stringify([account.apiUrl, account.apiKey]);
  let entry = entries.get(key);

  if (!entry) {
    entry = {key, engine: openAccount(account), users: 0};
    entries.set(key, entry);
  }
  clearTimeout(entry.timer);
  entry.users++;
  return entry;
}

function giveBack(entry: Entry) {
  entry.users--;
  if (entry.users > 0)
    return;
  entry.timer = setTimeout(() => {
    entries.delete(entry.key);
    void entry.engine.close();
  }, idleMs);
  entry.timer.unref();
}

/** Lends the engine of the node's account to a function. */
export async function withEngine<Result>(node: IExecuteFunctions,
  use: (engine: Engine) => Promise<Result>): Promise<Result> {
  const authentication = node.getNodeParameter('authentication', 0) as string;
  const account = await node.getCredentials(credentialTypes[authentication]!, 0);
  let entry: Entry;

  try {
    entry = borrow(account);
  } catch (error) {
    throw makeNodeError(node.getNode(), error, 0);
  }
  try {
    return await use(entry.engine);
  } finally {
    giveBack(entry);
  }
}
