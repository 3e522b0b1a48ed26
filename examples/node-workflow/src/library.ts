// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Finds libactivecampaign-workflow and gives its functions JavaScript's types.

import {existsSync} from 'node:fs';
import {join} from 'node:path';

import * as koffi from 'koffi';

const soname = 'libactivecampaign-workflow-1.so';
const abiVersion = 1;

/** The functions of activecampaign-workflow.h that this package uses. */
export interface Library {
  describe(): string;
  /** The second argument takes the error. */
  open(config: string, error: [string | null]): number;
  completionFd(handle: number): number;
  submit(handle: number, ticket: number, action: string, input: string): number;
  cancel(handle: number, ticket: number): number;
  shutdown(handle: number, drainMs: number): number;
  /** It joins a thread: not to be waited for in this one. */
  close(handle: number): Promise<void>;
}

/** The plugin is not there, or not of this package's version. */
export class LibraryError extends Error {
  override get name() {
    return 'LibraryError';
  }
}

function find(path: string | undefined): string {
  const own = join(__dirname, '..', soname);

  return path || process.env.ACTIVECAMPAIGN_WORKFLOW_LIBRARY || (existsSync(own) ? own : soname);
}

function load(path: string): Library {
  let library: koffi.LibraryHandle;
  let version: number;

  try {
    // Node exports an OpenSSL, a zlib and an nghttp2 of its own: without deep binding the plugin's
    // would be mixed with them.
    library = koffi.load(path, {deep: true});
    version = library.func('acwf_abi_version', 'uint32_t', [])();
  } catch (error) {
    throw new LibraryError(`${path} cannot be loaded: install activecampaign-glib, or name the ` +
      `file in ACTIVECAMPAIGN_WORKFLOW_LIBRARY (${(error as Error).message})`, {cause: error});
  }
  if (version !== abiVersion)
    throw new LibraryError(`${path} has ABI ${version}; this package needs ${abiVersion}`);

  const ownedText = koffi.disposable('str', library.func('acwf_free', 'void', ['void *']));
  const close = library.func('acwf_close', 'void', ['uint64_t']);

  return {
    describe: library.func('acwf_describe', 'str', []),
    open: library.func('acwf_open', 'uint64_t', ['str', koffi.out(koffi.pointer(ownedText))]),
    completionFd: library.func('acwf_completion_fd', 'int', ['uint64_t']),
    submit: library.func('acwf_submit', 'int', ['uint64_t', 'uint64_t', 'str', 'str']),
    cancel: library.func('acwf_cancel', 'int', ['uint64_t', 'uint64_t']),
    shutdown: library.func('acwf_shutdown', 'int', ['uint64_t', 'int']),
    close: handle => new Promise((resolve, reject) => {
      close.async(handle, (error: Error | null) => error ? reject(error) : resolve());
    }),
  };
}

const loaded = new Map<string, Library>();

/**
 * The library at a path, else the one that ACTIVECAMPAIGN_WORKFLOW_LIBRARY names, else the one in
 * this package's folder, else the system's.
 */
export function getLibrary(path?: string): Library {
  const file = find(path);
  let library = loaded.get(file);

  if (!library) {
    library = load(file);
    loaded.set(file, library);
  }
  return library;
}
