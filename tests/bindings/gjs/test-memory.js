// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// 20,000 updates must cost no memory that lasts, beyond what gjs keeps of any asynchronous call:
// test-memory.js AC-EMULATOR

import Ac from 'gi://Ac?version=1';
import AcTest from 'gi://AcTest?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import System from 'system';

import {Emulator, assert, catchError, runTests} from './support.js';

const [program] = ARGV;
const warmUp = 2000;
const windows = 5;
const calls = 4000; // in each window
const slack = 16; // bytes for each call; malloc's smallest block has 32

Gio._promisify(Gio.OutputStream.prototype, 'flush_async');

/** The bytes in use: in the heap of JavaScript, and in blocks of malloc. */
function count() {
  const [file, stream] = Gio.File.new_tmp(null);

  System.gc();
  System.dumpMemoryInfo(file.get_path());
  const [, text] = file.load_contents(null);
  const {gcBytes} = JSON.parse(/\{.*\}/s.exec(new TextDecoder().decode(text))[0]);
  stream.close(null);
  file.delete(null);
  return gcBytes + AcTest.count_bytes();
}

/** Those that remain after what is collected has let go of all that it held, from idles too. */
async function inUse() {
  let bytes, before;

  do {
    before = bytes;
    await new Promise(resolve => GLib.idle_add(GLib.PRIORITY_LOW, () => resolve()));
    bytes = count();
  } while (before === undefined || bytes < before);
  return bytes;
}

/** Bytes for each call, in the median of windows: heaps leap in some, what leaks grows in each. */
async function growth(call) {
  const grown = [];

  for (let i = 0; i < warmUp; i++)
    await call(i);
  for (let window = 0; window < windows; window++) {
    const before = await inUse();

    for (let i = 0; i < calls; i++)
      await call(i);
    grown.push((await inUse() - before) / calls);
  }
  return grown.sort((a, b) => a - b)[windows >> 1];
}

async function run(emulator) {
  const client = emulator.makeClient();
  const connection = new Ac.Connection({client, id: '2'});
  const output = Gio.MemoryOutputStream.new_resizable();
  const cancelled = new Gio.Cancellable();

  cancelled.cancel();
  const lastsNot = call => async () => {
    const baseline = await growth(() => output.flush_async(GLib.PRIORITY_DEFAULT, null));
    const grown = await growth(call);

    print(`# bytes for each call: ${baseline} of Gio, ${grown} of ours`);
    assert(grown <= Math.max(baseline, 0) + slack, 'memory grows');
  };

  await runTests([
    ['updates', lastsNot(i => {
      connection.name = `Name ${i}`;
      return connection.update(null);
    })],
    ['updates that fail', lastsNot(async i => {
      connection.name = `Name ${i}`;
      await catchError(connection.update(cancelled));
    })],
    ['updates of new objects', lastsNot(i =>
      new Ac.Connection({client, id: '2', name: `Name ${i}`}).update(null))],
  ]);
}

if (GLib.getenv('AC_TEST_HEAVY') === null) {
  print('1..0 # SKIP AC_TEST_HEAVY is not set');
} else {
  const emulator = await Emulator.start(program, '--rate-limit', '0');

  try {
    await run(emulator);
  } finally {
    await emulator.stop();
  }
}
