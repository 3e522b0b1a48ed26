// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Makes src/actions.ts of what acwf_describe() answers: generate-types.mjs <DESCRIPTION >ACTIONS

import {text} from 'node:stream/consumers';

const names = {string: 'string', integer: 'number', boolean: 'boolean', null: 'null'};

/** Objects that have a name of their own, by their title. */
const named = new Map();

function indent(lines) {
  return lines.replace(/^(?=.)/gm, '  ');
}

function comment({description}) {
  return description ? `/** ${description}. */\n` : '';
}

function objectType(schema) {
  const required = new Set(schema.required);
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) =>
    `${comment(member)}${name}${required.has(name) ? '' : '?'}: ${type(member)};\n`);

  if (schema.additionalProperties !== false)
    members.push('[member: string]: unknown;\n');
  return members.length ? `{\n${indent(members.join(''))}}` : 'Record<string, never>';
}

function namedObject(schema, name) {
  if (!named.has(name))
    named.set(name, objectType(schema));
  return name;
}

function typeOf(schema, name) {
  if (name === 'array')
    return `${type(schema.items)}[]`;
  if (name !== 'object')
    return names[name];
  if (schema.title === 'Options' ||
      (schema.title === 'Connection' && schema.required?.[0] === 'id'))
    return namedObject(schema, schema.title);
  return objectType(schema);
}

function type(schema) {
  if (schema.enum)
    return schema.enum.map(value => JSON.stringify(value)).join(' | ');
  if (schema.oneOf)
    return schema.oneOf.map(({const: value}) => JSON.stringify(value)).join(' | ');
  if (!schema.type)
    return 'unknown';
  return [schema.type].flat().map(name => typeOf(schema, name)).join(' | ');
}

const {config, actions} = JSON.parse(await text(process.stdin));
const members = actions.map(action => comment(action) + `'${action.name}': {\n` +
  indent(`input: ${type(action.input)};\nresult: ${type(action.output)};\n`) + '};\n');
const configType = objectType(config);

process.stdout.write(`\
// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Generated from acwf_describe() by generate-types.mjs.

/** What an engine is opened with. */
export interface Config ${configType}

${[...named].map(([name, body]) => `export interface ${name} ${body}\n\n`).join('')}\
/** Each action's input and result. */
export interface Actions {
${indent(members.join(''))}}

export type ActionName = keyof Actions;
export type Input<Name extends ActionName> = Actions[Name]['input'];
export type Result<Name extends ActionName> = Actions[Name]['result'];
`);
