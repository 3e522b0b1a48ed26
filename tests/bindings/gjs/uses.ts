// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Uses of the declarations for gjs. It is never run: tsc must accept what is right, and find an
// error after each @ts-expect-error.

import Ac from 'gi://Ac?version=1';
import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';

const client = new Ac.Client({url: 'https://name.api-us1.com', api_token: 'token', maxAttempts: 3});
const connection = new Ac.Connection({client, id: '2', name: 'Acme, Inc.'});
const list = new Ac.ConnectionList({client, auto_load: false});

// Properties, in each spelling.
connection.external_id = connection.externalId;
connection.name = null;
connection.status = Ac.ConnectionStatus.CONNECTED;
const date: GLib.DateTime | null = connection.created_at;
const total: number = list.total + list.offset;
const adopted: boolean = connection.adopted;
const account: string | null = client.account;

// Operations, awaited or called back.
const done: boolean = await connection.update(null);
await connection.update();
await connection.refresh(new Gio.Cancellable());
await connection.create();
await connection.delete();
await client.check();
await list.load_more();
await list.refresh();
await client.rate_limiter?.acquire_async();
const found: Ac.Connection | null = await client.find_connection('fooCommerce', 'a');
const none: void = connection.update(null, (source, result) => {
  const ok: boolean | undefined = source?.update_finish(result);
});
const atOnce: boolean = connection.update_sync(null);

// What is thrown.
try {
  await connection.update();
} catch (error) {
  if (error instanceof Ac.Error && error.matches(Ac.Error, Ac.Error.NOT_FOUND)) {
    const field: string | null | undefined = error.problem?.field;
  }
  const {problem} = error as Ac.OperationError;
  const again: number = problem?.retryable ? problem.retry_after : 0;
}

// Iteration.
for (const {id, name} of list)
  print(id, name);
for await (const one of list)
  await one.refresh();
const first: Ac.Connection | null = list.get_item(0);
const ids: (string | null)[] = [...list].map(one => one.id);

connection.connect('notify::name', source => print(source.name));

// @ts-expect-error: no such property
connection.nmae = 'Acme';
// @ts-expect-error: no such property
new Ac.Connection({nmae: 'Acme'});
// @ts-expect-error: not writable
connection.created_at = null;
// @ts-expect-error: not writable
connection.modified = false;
// @ts-expect-error: a string
connection.name = 7;
// @ts-expect-error: one of the enumeration
connection.status = 'connected';
// @ts-expect-error: a cancellable
await connection.update('now');
// @ts-expect-error: may be null
(await client.find_connection('fooCommerce', 'a')).refresh();
// @ts-expect-error: both are needed
await client.find_connection('fooCommerce');
// @ts-expect-error: no more than it says
(await connection.update()).name;
// @ts-expect-error: no such operation
await connection.upsert();
// @ts-expect-error: no such code
Ac.Error.NOT_THERE;
