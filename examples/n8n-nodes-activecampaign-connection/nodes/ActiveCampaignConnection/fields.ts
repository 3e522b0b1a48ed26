// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The fields of a connection, as acwf_describe() has them; a test holds the two equal.

import type {INodeProperties} from 'n8n-workflow';

export const service: INodeProperties = {
  displayName: 'Service',
  name: 'service',
  type: 'string',
  default: '',
  description: "Name of the shop's service, such as fooCommerce",
};

export const externalId: INodeProperties = {
  displayName: 'External ID',
  name: 'externalid',
  type: 'string',
  default: '',
  description: "ID of the shop's account in the service; together with the service it is unique in an account",
};

export const connectionName: INodeProperties = {
  displayName: 'Name',
  name: 'name',
  type: 'string',
  default: '',
  description: 'Name of the connection as people see it',
};

export const logoUrl: INodeProperties = {
  displayName: 'Logo URL',
  name: 'logoUrl',
  type: 'string',
  default: '',
  description: "Address of the service's logo; may be relative or empty",
};

export const linkUrl: INodeProperties = {
  displayName: 'Link URL',
  name: 'linkUrl',
  type: 'string',
  default: '',
  description: "Address where the shop's account in the service is managed; may be empty",
};

export const status: INodeProperties = {
  displayName: 'Status',
  name: 'status',
  type: 'options',
  options: [
    {name: 'Connected', value: 1},
    {name: 'Error', value: 0},
  ],
  default: 1,
  description: 'Whether the connection works',
};

export const syncStatus: INodeProperties = {
  displayName: 'Sync Status',
  name: 'syncStatus',
  type: 'options',
  options: [
    {name: 'Running', value: 1},
    {name: 'Stopped', value: 0},
  ],
  default: 1,
  description: 'Whether a synchronisation is running',
};

export const listId: INodeProperties = {
  displayName: 'List ID',
  name: 'listId',
  type: 'string',
  default: '',
  description: 'ID of the list to which new contacts from the connection are added; can be set for a connection that is yet to be created',
};

const all = [service, externalId, connectionName, logoUrl, linkUrl, status, syncStatus, listId];

/**
 * A value as the field's type has it: an expression may give a number for a text, and the name of
 * a choice for its value. What fits neither is left for the library to refuse.
 */
function convert(field: INodeProperties, value: unknown): unknown {
  if (field.type === 'string')
    return typeof value === 'number' ? String(value) : value;

  const wanted = String(value).toLowerCase();
  const choice = field.options?.find(option => 'value' in option &&
    [String(option.value), option.name.toLowerCase()].includes(wanted));
  return choice && 'value' in choice ? choice.value : value;
}

/** The values that are set; empty texts and zeros are values. */
export function takeValues(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(all
    .filter(field => values[field.name] !== undefined && values[field.name] !== null)
    .map(field => [field.name, convert(field, values[field.name])]));
}
