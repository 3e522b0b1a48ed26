// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The n8n package says the same as the plugin says of itself, and keeps n8n's rules.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

import {packages, require} from '../node/support.mjs';
import {credentialType, nodeType} from './n8n.mjs';

const folder = `${packages}/built/n8n-nodes-activecampaign-connection`;
const actions = new Map(require('activecampaign-workflow').describe().actions
  .map(action => [action.name, action]));
const {properties} = nodeType.description;

const operations = {
  create: 'connection.create',
  ensure: 'connection.ensure',
  delete: 'connection.delete',
  get: 'connection.get',
  getAll: 'connection.list',
  update: 'connection.update',
};

/** Get Many with filters finds, the credential checks, and the rest is not for people. */
const notOffered = ['connection.find', 'connection.check', 'engine.echo', 'engine.stats'];
const notAsked = new Set(['offset', 'trace']);

/** Parameters are called as n8n has it. */
const renamed = {
  id: 'connectionId',
  dry_run: 'dryRun',
  missing_ok: 'missingOk',
  timeout_ms: 'timeoutMs',
  queue_timeout_ms: 'queueTimeoutMs',
};

/** What the panel shows for an operation, collections opened. */
function shownFor(operation) {
  const shown = properties
    .filter(({displayOptions}) => displayOptions?.show.operation?.includes(operation))
    .flatMap(property => property.type === 'collection' ? property.options : [property]);

  return new Map(shown.map(property => [property.name, property]));
}

/** What the action takes, objects opened. */
function takenBy(action) {
  const flat = Object.entries(actions.get(action).input.properties).flatMap(([name, schema]) =>
    schema.properties ? Object.entries(schema.properties) : [[name, schema]]);

  return new Map(flat.filter(([name]) => !notAsked.has(name))
    .map(([name, schema]) => [renamed[name] ?? name, schema]));
}

test('every action is offered, but for those that are named here', () => {
  const {options} = properties.find(({name}) => name === 'operation');

  assert.deepEqual(options.map(({value}) => value).sort(), Object.keys(operations).sort());
  assert.deepEqual([...actions.keys()].sort(),
    [...Object.values(operations), ...notOffered].sort());
});

for (const [operation, action] of Object.entries(operations)) {
  test(`${operation} asks for what the action takes`, () => {
    const shown = shownFor(operation);
    const taken = takenBy(action);

    shown.delete('returnAll'); // n8n's way to leave the limit out
    assert.deepEqual([...shown.keys()].sort(), [...taken.keys()].sort());
    for (const [name, schema] of taken) {
      const property = shown.get(name);

      assert.equal(property.displayName, schema.title.replace('(ms)', '(Ms)'), name);
      // n8n has a form of words for yes and no and for limits.
      if (property.type !== 'boolean' && name !== 'limit')
        assert.equal(property.description, schema.description.replace(/\bId\b/g, 'ID'), name);
      if (schema.oneOf) {
        const choices = schema.oneOf.map(({const: value, title}) => [title, value]).sort();
        assert.deepEqual(property.options.map(({name: title, value}) => [title, value]), choices,
          name);
      }
    }
  });

  test(`${operation} requires what the action requires`, () => {
    const {input} = actions.get(action);
    const required = [...input.required ?? [], ...input.properties.connection?.required ?? []]
      .filter(name => name !== 'connection')
      .map(name => renamed[name] ?? name);
    const always = properties
      .filter(property => property.displayOptions?.show.operation?.includes(operation))
      .map(({name}) => name);

    for (const name of required)
      assert.ok(always.includes(name), name);
  });
}

test('the node is a tool for agents, has two icons and is found by its subject', () => {
  const {codex, iconUrl, usableAsTool} = nodeType.description;

  assert.equal(usableAsTool, true);
  assert.notEqual(iconUrl.light, iconUrl.dark);
  assert.deepEqual(credentialType('activeCampaignConnectionApi').iconUrl, iconUrl);
  assert.ok(codex.categories.includes('Marketing'));
  assert.ok(codex.alias.includes('ActiveCampaign'));
});

test("n8n's linters find nothing", async () => {
  const {ESLint} = require('eslint');
  const results = await new ESLint({cwd: folder}).lintFiles(['.']);

  assert.ok(results.length > 5);
  assert.deepEqual(results.flatMap(({filePath, messages}) =>
    messages.map(({line, ruleId, message}) => `${filePath}:${line} ${ruleId}: ${message}`)), []);
});

test('each rule that is left out is named in the README', () => {
  const source = new URL('../../../examples/n8n-nodes-activecampaign-connection/', import.meta.url);
  const left = readFileSync(new URL('eslint.config.mjs', source), 'utf8').match(/'[^']+': 'off'/g);
  const readme = readFileSync(new URL('README.md', source), 'utf8');

  assert.ok(left.length > 0);
  for (const rule of left)
    assert.ok(readme.includes(rule.split("'")[1]), rule);
});
