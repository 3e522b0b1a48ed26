// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// 20,000 updates must cost no memory that lasts, beyond what gjs keeps of any asynchronous call:
// test-memory.js AC-EMULATOR

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import System from 'system';

import {Emulator, assert, catchError, runTests} from './support.js';

const [program] = ARGV;
const count = 20000;

// Less than the smallest thing that could be lost at each call.
const slack = 1 << 20;

Gio._promisify(Gio.OutputStream.prototype, 'flush_async');

/** The memory of this process that is its own, in bytes. */
function measure() {
  System.gc();
  System.gc();
  const [, text] = GLib.file_get_contents('/proc/self/smaps_rollup');
  return 1024 * /^Anonymous: +([0-9]+)/m.exec(new TextDecoder().decode(text))[1];
}

async function growth(call, calls) {
  const before = measure();

  for (let i = 0; i < calls; i++)
    await call(i);
  return measure() - before;
}

/** The growth over many calls. Heaps grow by leaps at first; what leaks grows in each half. */
async function lastingGrowth(call) {
  await growth(call, count);
  return 2 * Math.min(await growth(call, count / 2), await growth(call, count / 2));
}

async function run(emulator) {
  const client = emulator.makeClient();
  const connection = new Ac.Connection({client, id: '2'});
  const stream = Gio.MemoryOutputStream.new_resizable();
  const cancelled = new Gio.Cancellable();
  let baseline;

  cancelled.cancel();
  const lastsNot = call => async () => {
    baseline ??= Math.max(0, await lastingGrowth(() =>
      stream.flush_async(GLib.PRIORITY_DEFAULT, null)));
    const grown = await lastingGrowth(call);

    print(`# ${grown} bytes over ${count} calls; a plain call of Gio: ${baseline}`);
    assert(grown <= baseline + slack, 'memory grows');
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
