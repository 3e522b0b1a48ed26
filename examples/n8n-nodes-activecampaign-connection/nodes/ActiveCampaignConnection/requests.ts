// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// From an item's parameters to an action, and from its result to items.

import type {IDataObject, IExecuteFunctions, INodeExecutionData} from 'n8n-workflow';

import {takeValues} from './fields';

export interface Request {
  action: string;
  input: Record<string, unknown>;
}

type Get = (name: string) => unknown;
type Values = Record<string, unknown>;

const createFields = ['service', 'externalid', 'name', 'logoUrl', 'linkUrl'];
const identity = ['service', 'externalid'];

function named(get: Get, names: string[]): Values {
  return Object.fromEntries(names.map(name => [name, get(name)]));
}

/** An operation's action, and that part of its input which isn't the same for all. */
const operations: Record<string, (get: Get) => Request> = {
  create: get => ({
    action: 'connection.create',
    input: {
      connection: takeValues({...named(get, createFields), ...get('additionalFields') as Values}),
    },
  }),
  ensure: get => ({
    action: 'connection.ensure',
    input: {
      connection: takeValues({...named(get, identity), ...get('ensureFields') as Values}),
    },
  }),
  update: get => ({
    action: 'connection.update',
    input: {id: get('connectionId'), connection: takeValues(get('updateFields') as Values)},
  }),
  get: get => ({action: 'connection.get', input: {id: get('connectionId')}}),
  delete: get => ({action: 'connection.delete', input: {id: get('connectionId')}}),
  getAll: get => ({
    action: 'connection.list',
    input: {
      ...takeValues(get('filters') as Values),
      ...(get('returnAll') ? {} : {limit: get('limit')}),
    },
  }),
};

export function makeRequest(node: IExecuteFunctions, item: number): Request {
  const get: Get = name => node.getNodeParameter(name, item);
  const {action, input} = operations[get('operation') as string]!(get);
  const {dryRun, missingOk, timeoutMs, queueTimeoutMs} = get('options') as Values;

  return {
    action,
    // Members that are undefined are not sent.
    input: {
      ...input,
      dry_run: dryRun,
      missing_ok: missingOk,
      options: {timeout_ms: timeoutMs, queue_timeout_ms: queueTimeoutMs},
    },
  };
}

interface ActionResult extends IDataObject {
  connection?: IDataObject | null;
  connections?: IDataObject[];
}

/** What an action's result is in n8n: a connection, many, or what happened to it. */
export function makeItems({input}: Request, result: unknown, item: number): INodeExecutionData[] {
  const {connection, connections, ...more} = result as ActionResult;
  const id = input.id === undefined ? {} : {id: String(input.id)};
  const rows = connections ?? [{...id, ...connection, ...more}];

  return rows.map(json => ({json, pairedItem: {item}}));
}
