// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the node's panel shows for each operation.

import type {INodeProperties} from 'n8n-workflow';

import * as fields from './fields';

function shownFor(...operation: string[]) {
  return {show: {resource: ['connection'], operation}};
}

const resource: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  options: [{name: 'Connection', value: 'connection'}],
  default: 'connection',
};

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: {show: {resource: ['connection']}},
  options: [
    {
      name: 'Create',
      value: 'create',
      description: 'Create a connection',
      action: 'Create a connection',
    },
    {
      name: 'Create or Update',
      value: 'ensure',
      description: 'Make sure that a connection of this service and external ID has these values',
      action: 'Create or update a connection',
    },
    {
      name: 'Delete',
      value: 'delete',
      description: 'Delete a connection',
      action: 'Delete a connection',
    },
    {
      name: 'Get',
      value: 'get',
      description: 'Read a connection',
      action: 'Get a connection',
    },
    {
      name: 'Get Many',
      value: 'getAll',
      description: 'Read many connections',
      action: 'Get many connections',
    },
    {
      name: 'Update',
      value: 'update',
      description: 'Send the given values of a connection',
      action: 'Update a connection',
    },
  ],
  default: 'update',
};

const connectionId: INodeProperties = {
  displayName: 'Connection ID',
  name: 'connectionId',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 2',
  displayOptions: shownFor('get', 'update', 'delete'),
  description: 'ID of the connection',
};

const identity: INodeProperties[] = [fields.service, fields.externalId].map(field => ({
  ...field,
  required: true,
  displayOptions: shownFor('create', 'ensure'),
}));

const needed: INodeProperties[] = [fields.connectionName, fields.logoUrl, fields.linkUrl]
  .map(field => ({...field, displayOptions: shownFor('create')}));

const additionalFields: INodeProperties = {
  displayName: 'Additional Fields',
  name: 'additionalFields',
  type: 'collection',
  placeholder: 'Add Field',
  default: {},
  displayOptions: shownFor('create'),
  options: [fields.listId, fields.status, fields.syncStatus],
};

const ensureFields: INodeProperties = {
  displayName: 'Fields',
  name: 'ensureFields',
  type: 'collection',
  placeholder: 'Add Field',
  default: {},
  displayOptions: shownFor('ensure'),
  description: 'Name, logo URL and link URL are needed only where the connection has to be created',
  options: [
    fields.linkUrl,
    fields.listId,
    fields.logoUrl,
    fields.connectionName,
    fields.status,
    fields.syncStatus,
  ],
};

const updateFields: INodeProperties = {
  displayName: 'Update Fields',
  name: 'updateFields',
  type: 'collection',
  placeholder: 'Add Field',
  default: {},
  displayOptions: shownFor('update'),
  description: 'What is not added here stays as it is',
  options: [
    fields.externalId,
    fields.linkUrl,
    fields.logoUrl,
    fields.connectionName,
    fields.service,
    fields.status,
    fields.syncStatus,
  ],
};

const returnAll: INodeProperties = {
  displayName: 'Return All',
  name: 'returnAll',
  type: 'boolean',
  default: false,
  displayOptions: shownFor('getAll'),
  description: 'Whether to return all results or only up to a given limit',
};

const limit: INodeProperties = {
  displayName: 'Limit',
  name: 'limit',
  type: 'number',
  typeOptions: {minValue: 1},
  default: 50,
  displayOptions: {show: {...shownFor('getAll').show, returnAll: [false]}},
  description: 'Max number of results to return',
};

const filters: INodeProperties = {
  displayName: 'Filters',
  name: 'filters',
  type: 'collection',
  placeholder: 'Add Filter',
  default: {},
  displayOptions: shownFor('getAll'),
  options: [
    {...fields.externalId, description: "ID of the shop's account in the service, matched exactly"},
    {...fields.service, description: "Name of the shop's service, matched exactly"},
  ],
};

const dryRun: INodeProperties = {
  displayName: 'Dry Run',
  name: 'dryRun',
  type: 'boolean',
  default: true,
  description: 'Whether to only tell the request that would be made and change nothing',
};

const dryRunOfCreate: INodeProperties = {
  ...dryRun,
  description: 'Whether to only tell the request that would be made and change nothing. A status or sync status of a new connection is set by a second request, which is not told.',
};

const missingOk: INodeProperties = {
  displayName: 'Missing Is Fine',
  name: 'missingOk',
  type: 'boolean',
  default: true,
  description: 'Whether to succeed also where there is no such connection',
};

const queueTimeout: INodeProperties = {
  displayName: 'Queue Timeout (Ms)',
  name: 'queueTimeoutMs',
  type: 'number',
  typeOptions: {minValue: 0},
  default: 0,
  description: 'How long this may wait for the rate limit before its first request; 0 for no end',
};

const timeout: INodeProperties = {
  displayName: 'Timeout (Ms)',
  name: 'timeoutMs',
  type: 'number',
  typeOptions: {minValue: 0},
  default: 60000,
  description: 'How long this may take from its first request on, with its retries; 0 for no end',
};

function makeOptions(operations: string[], options: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: shownFor(...operations),
    options,
  };
}

export const parameters: INodeProperties[] = [
  resource,
  operation,
  connectionId,
  ...identity,
  ...needed,
  additionalFields,
  ensureFields,
  updateFields,
  returnAll,
  limit,
  filters,
  makeOptions(['create', 'ensure'], [dryRunOfCreate, queueTimeout, timeout]),
  makeOptions(['update'], [dryRun, queueTimeout, timeout]),
  makeOptions(['delete'], [dryRun, missingOk, queueTimeout, timeout]),
  makeOptions(['get', 'getAll'], [queueTimeout, timeout]),
];
