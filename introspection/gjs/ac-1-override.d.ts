// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What overrides/Ac.js adds to the declarations that ts-for-gir makes of Ac-1.gir.

declare module 'gi://Ac?version=1' {
  import type Gio from 'gi://Gio?version=2.0';
  import type GLib from 'gi://GLib?version=2.0';
  import type GObject from 'gi://GObject?version=2.0';

  export namespace Ac {
    /** What an operation throws: an `Ac.Error`, or a `Gio.IOErrorEnum` where it was cancelled. */
    interface OperationError extends GLib.Error {
      /** What went wrong, for programs. Null where no object has it. */
      problem: Problem | null;
    }

    interface Error extends OperationError {}

    interface Client {
      check(): Promise<boolean>;
      find_connection(service: string, external_id: string): Promise<Connection | null>;
    }

    interface Connection {
      create(): Promise<boolean>;
      refresh(): Promise<boolean>;
      update(): Promise<boolean>;
      delete(): Promise<boolean>;
    }

    interface ConnectionList<A extends GObject.Object = GObject.Object> {
      load_more(): Promise<boolean>;
      refresh(): Promise<boolean>;
      get_item(position: number): Connection | null;

      /** The connections that are loaded. */
      [Symbol.iterator](): Iterator<Connection>;

      /** All connections, page by page as they are asked for. */
      [Symbol.asyncIterator](): AsyncIterator<Connection>;
    }

    interface RateLimiter {
      acquire_async(): Promise<boolean>;
    }
  }
}
