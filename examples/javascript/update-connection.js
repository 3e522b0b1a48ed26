#!/usr/bin/env -S gjs -m
// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Updates one connection of an ActiveCampaign account, and shows it before and after. Nothing
// blocks, and Ctrl-C cancels at every point.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import System from 'system';

const exit = {done: 0, failed: 1, usage: 2, tryLater: 3, cancelled: 130};

const enums = {'status': Ac.ConnectionStatus, 'sync-status': Ac.SyncStatus};

// The properties that are shown, and can be set.
const fields = {
  'service': ['TEXT', 'Name of the service'],
  'external-id': ['TEXT', "Id of the shop's account in the service"],
  'name': ['TEXT', 'Name that people see'],
  'logo-url': ['URL', "Address of the service's logo"],
  'link-url': ['URL', "Address where the shop's account is managed"],
  'status': ['WORD', 'connected or error'],
  'sync-status': ['WORD', 'running or stopped'],
};

const help = `Usage:
  update-connection.js [OPTION…] ID

Updates the connection ID of an ActiveCampaign account and shows what changed.
Without a field to set it only shows the connection.

Options:
${Object.entries(fields).map(([name, [kind, meaning]]) =>
    `  ${`--${name}=${kind}`.padEnd(20)}  ${meaning}\n`).join('')}\
  --dry-run             Show the JSON that would be sent, and send nothing
  --help                Show this text

Environment:
  ACTIVECAMPAIGN_URL        the account, such as https://youraccount.api-us1.com
  ACTIVECAMPAIGN_API_TOKEN  its key, from Settings, Developer

Exit status:
  0    done
  1    refused, or failed for good
  2    wrong usage or environment; no request was made
  3    failed, but worth trying again later
  130  cancelled`;

/**
 * What the command line asks for: ids, and values of fields.
 *
 * @param {string[]} words
 */
function parse(words) {
  const options = {
    /** @type {string[]} */ ids: [],
    /** @type {Map<string, string | number>} */ asked: new Map(),
    dryRun: false,
    help: false,
  };

  for (let i = 0; i < words.length; i++) {
    const [, name, value] = /^--?([^=]*)(?:=([^]*))?$/.exec(words[i]) ?? [];

    if (name === undefined)
      options.ids.push(words[i]);
    else if (name === 'dry-run')
      options.dryRun = true;
    else if (name === 'help' || name === 'h')
      options.help = true;
    else if (!Object.hasOwn(fields, name))
      throw new Error(`Unknown option ${words[i]}`);
    else if (value === undefined && i + 1 === words.length)
      throw new Error(`Missing argument for --${name}`);
    else
      options.asked.set(name, parseValue(name, value ?? words[++i]));
  }
  if (options.ids.length !== 1 && !options.help)
    throw new Error(words.length ? "One connection's id is needed; --help tells more" : help);
  return options;
}

/**
 * @param {string} name of a field
 * @param {string} text
 */
function parseValue(name, text) {
  if (!(name in enums))
    return text;

  const value = enums[name][text.toUpperCase().replaceAll('-', '_')];
  if (typeof value !== 'number' || value < 0)
    throw new Error(`--${name} cannot be "${text}"`);
  return value;
}

/**
 * A field's value for people. What comes from the server must not steer the terminal.
 *
 * @param {Ac.Connection} connection
 * @param {string} name
 */
function printable(connection, name) {
  const value = connection[name];

  if (name in enums)
    return Object.keys(enums[name]).find(word => enums[name][word] === value)?.toLowerCase();
  if (value === null)
    return 'unknown';

  const escaped = value.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f\x7f-\x9f]/g,
    character => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `"${escaped}"`;
}

/** @param {Ac.Connection} connection */
function readAll(connection) {
  return new Map(Object.keys(fields).map(name => [name, printable(connection, name)]));
}

/** @param {Ac.Connection} connection */
function show(connection) {
  print(`Connection ${connection.id}`);
  for (const [name, value] of readAll(connection))
    print(`  ${name.padEnd(12)} ${value}`);
}

/**
 * @param {Ac.Connection} connection
 * @param {ReturnType<typeof readAll>} before
 * @param {ReturnType<typeof parse>} options
 */
function showChanges(connection, before, {asked}) {
  const [isUtf8] = GLib.get_charset();

  print(`Connection ${connection.id}`);
  for (const [name, after] of readAll(connection)) {
    if (before.get(name) !== after)
      print(`  ${name.padEnd(12)} ${before.get(name)} ${isUtf8 ? '→' : '->'} ${after}`);
    else if (asked.has(name))
      print(`  ${name.padEnd(12)} ${after}, as before`);
  }
}

/**
 * @param {Ac.Client} client
 * @param {ReturnType<typeof parse>} options
 * @param {Gio.Cancellable} cancellable
 */
async function update(client, options, cancellable) {
  const connection = new Ac.Connection({client, id: options.ids[0]});

  await connection.refresh(cancellable);
  if (options.asked.size === 0) {
    show(connection);
    return;
  }

  const before = readAll(connection);
  connection.set(Object.fromEntries(options.asked));
  if (options.dryRun) {
    print(connection.dup_changes() ?? 'Nothing would be sent: it is so already.');
    return;
  }

  await connection.update(cancellable);
  showChanges(connection, before, options);
}

/**
 * Tells what went wrong; returns the exit status that says so.
 *
 * @param {Ac.OperationError} error
 */
function explain(error) {
  const {problem} = error;

  printerr(error.message);
  if (problem?.retryable) {
    printerr(problem.retry_after > 0
      ? `It is worth trying again in ${Math.ceil(problem.retry_after)} seconds.`
      : 'It is worth trying again later.');
  }
  if (problem?.outcome_unknown) {
    printerr('The change may have been made all the same: look at the connection before trying ' +
      'again.');
  }
  if (error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED))
    return exit.cancelled;
  return problem?.retryable ? exit.tryLater : exit.failed;
}

/** @param {string[]} words */
async function main(words) {
  const cancellable = new Gio.Cancellable();
  let client, options;

  try {
    options = parse(words);
    if (options.help) {
      print(help);
      return exit.done;
    }
    client = Ac.Client.new_from_environment();
  } catch (error) {
    printerr(error.message);
    return exit.usage;
  }

  for (const signal of [2, 15]) { // SIGINT, SIGTERM
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal, () => {
      cancellable.cancel();
      return GLib.SOURCE_CONTINUE;
    });
  }

  try {
    await update(client, options, cancellable);
    return exit.done;
  } catch (error) {
    if (error instanceof GLib.Error)
      return explain(/** @type {Ac.OperationError} */ (error));
    throw error;
  }
}

System.exit(await main(System.programArgs));
