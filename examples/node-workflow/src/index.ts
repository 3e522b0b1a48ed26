// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

import type {Config} from './actions';
import type {Description} from './description';
import {Engine} from './engine';
import {WorkflowError} from './error';
import {getLibrary} from './library';

export type * from './actions';
export type {Description, Schema} from './description';
export {Engine} from './engine';
export type {RunOptions, ShutdownOptions} from './engine';
export {WorkflowError} from './error';
export type {Failure} from './error';
export {LibraryError} from './library';

export interface LibraryOptions {
  /** The plugin's file, if it is not where it is looked for. */
  library?: string;
}

/**
 * Opens an engine for an account. No request is made yet. Without `url` and `api_token` they are
 * taken from ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_API_TOKEN.
 */
export function open(config: Config = {}, {library: path}: LibraryOptions = {}): Engine {
  const library = getLibrary(path);
  const error: [string | null] = [null];
  const handle = library.open(JSON.stringify(config), error);

  if (handle === 0)
    throw new WorkflowError(JSON.parse(error[0]!));
  return new Engine(library, handle);
}

/** The actions, their inputs and results as JSON Schema, errors and limits. */
export function describe({library: path}: LibraryOptions = {}): Description {
  return JSON.parse(getLibrary(path).describe());
}
