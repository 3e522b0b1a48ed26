// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

import type {Engine} from 'activecampaign-workflow';
import {NodeConnectionTypes, NodeOperationError} from 'n8n-workflow';
import type {
  ICredentialTestFunctions,
  ICredentialsDecrypted,
  IExecuteFunctions,
  INodeCredentialTestResult,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
} from 'n8n-workflow';

import {openAccount, withEngine} from './accounts';
import {makeErrorItem, makeNodeError} from './errors';
import {parameters} from './parameters';
import {makeItems, makeRequest} from './requests';

/** Runs all items at once: the library keeps to the account's limit and retries what passes. */
async function runItems(node: IExecuteFunctions, engine: Engine): Promise<INodeExecutionData[]> {
  const goesOn = node.continueOnFail();
  const stop = node.getExecutionCancelSignal();
  const giveUp = new AbortController();
  const signal = stop ? AbortSignal.any([stop, giveUp.signal]) : giveUp.signal;
  let failure: {error: unknown; item: number} | undefined;

  const runItem = async (item: number): Promise<INodeExecutionData[]> => {
    try {
      const request = makeRequest(node, item);
      return makeItems(request, await engine.run(request.action, request.input, {signal}), item);
    } catch (error) {
      if (goesOn)
        return [makeErrorItem(error, item)];
      failure ??= {error, item};
      giveUp.abort();
      return [];
    }
  };
  const results = await Promise.all(node.getInputData().map((_, item) => runItem(item)));

  // By this word n8n tells an execution that was stopped from one that failed.
  if (stop?.aborted)
    throw new NodeOperationError(node.getNode(), 'The execution was canceled');
  if (failure)
    throw makeNodeError(node.getNode(), failure.error, failure.item);
  return results.flat();
}

export class ActiveCampaignConnection implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'ActiveCampaign Connection',
    name: 'activeCampaignConnection',
    icon: {
      light: 'file:../../icons/connection.svg',
      dark: 'file:../../icons/connection.dark.svg',
    },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Create, read, update and delete connections between ActiveCampaign and shops',
    defaults: {name: 'ActiveCampaign Connection'},
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'activeCampaignConnectionApi',
        required: true,
        testedBy: 'checkAccount',
        displayOptions: {show: {authentication: ['connection']}},
      },
      {
        name: 'activeCampaignApi',
        required: true,
        displayOptions: {show: {authentication: ['builtIn']}},
      },
    ],
    properties: [
      {
        displayName: 'Authentication',
        name: 'authentication',
        type: 'options',
        options: [
          {name: 'ActiveCampaign Connection API', value: 'connection'},
          {name: 'ActiveCampaign API', value: 'builtIn'},
        ],
        default: 'connection',
        description: "ActiveCampaign API is the credential of n8n's own ActiveCampaign node",
      },
      ...parameters,
    ],
  };

  methods = {
    credentialTest: {
      async checkAccount(this: ICredentialTestFunctions, credential: ICredentialsDecrypted):
        Promise<INodeCredentialTestResult> {
        try {
          // Somebody waits for the answer, and may try again.
          await using engine = openAccount(credential.data!, {max_attempts: 1});
          await engine.run('connection.check', {});
          return {status: 'OK', message: 'Connection successful'};
        } catch (error) {
          return {status: 'Error', message: (error as Error).message};
        }
      },
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await withEngine(this, engine => runItems(this, engine))];
  }
}
