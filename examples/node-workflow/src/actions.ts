// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Generated from acwf_describe() by generate-types.mjs.

/** What an engine is opened with. */
export interface Config {
  /** Address of the account, such as https://name.api-us1.com; without url and api_token both come from ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_API_TOKEN. */
  url?: string;
  /** An API token of the account; never shown again. */
  api_token?: string;
  /** How long an operation may take from its first request on, with its retries; 0 for no end. */
  timeout_ms?: number;
  /** How long an operation may wait for the rate limit before its first request; 0 for no end. */
  queue_timeout_ms?: number;
  /** How often a request is tried at most. */
  max_attempts?: number;
  /** Who keeps the account's limit of 5 requests a second: local (this process), none, or a Redis server that many processes share, such as redis://host:6379/0. */
  rate_limiter?: string;
  /** How many tickets may be in flight or unread at once. */
  max_tickets?: number;
  /** Name and version of the host, such as Engine/1.2, for the server's log. */
  application_name?: string;
}

export interface Options {
  /** How long this may take from its first request on, with its retries; 0 for no end. */
  timeout_ms?: number;
  /** How long this may wait for the rate limit before its first request; 0 for no end. */
  queue_timeout_ms?: number;
  /** A text of the host's that comes back in the completion and stands in the debug line. */
  trace?: string;
}

export interface Connection {
  /** Id of the connection. */
  id: string;
  /** Name of the shop's service, such as fooCommerce. */
  service?: string | null;
  /** Id of the shop's account in the service; together with the service it is unique in an account. */
  externalid?: string | null;
  /** Name of the connection as people see it. */
  name?: string | null;
  /** Address of the service's logo; may be relative or empty. */
  logoUrl?: string | null;
  /** Address where the shop's account in the service is managed; may be empty. */
  linkUrl?: string | null;
  /** Whether the connection works. */
  status?: 0 | 1 | null;
  /** Whether a synchronisation is running. */
  syncStatus?: 0 | 1 | null;
  /** Id of the list to which new contacts from the connection are added; can be set for a connection that is yet to be created. */
  listId?: string | null;
  /** Whether the connection belongs to ActiveCampaign itself; FALSE while unknown. */
  isInternal?: boolean;
  /** Kind of the connection, such as ecommerce. */
  connectionType?: string | null;
  /** Name of the service for display. */
  serviceName?: string | null;
  /** Tier of the plan at the service. */
  planTier?: string | null;
  /** When the connection was created. */
  cdate?: string | null;
  /** When the connection was last changed. */
  udate?: string | null;
  /** When the last synchronisation ended. */
  lastSync?: string | null;
  /** When a synchronisation was last asked for. */
  sync_request_time?: string | null;
  /** When a synchronisation was last started. */
  sync_start_time?: string | null;
  /** When the credentials for the service expire. */
  credentialExpiration?: string | null;
  /** When the service was disconnected. */
  disconnectDate?: string | null;
  links?: {
    /** Address of the connection's customers, as the server wrote it; never followed by this library. */
    customers?: string | null;
    /** Address of the connection's options, as the server wrote it; never followed by this library. */
    options?: string | null;
    [member: string]: unknown;
  } | null;
  [member: string]: unknown;
}

/** Each action's input and result. */
export interface Actions {
  /** Sends the given values of a connection; with none, no request is made. */
  'connection.update': {
    input: {
      /** Id of the connection. */
      id: string | number;
      /** The values to send; those that are left out stay as they are. */
      connection: {
        /** Name of the shop's service, such as fooCommerce. */
        service?: string;
        /** Id of the shop's account in the service; together with the service it is unique in an account. */
        externalid?: string;
        /** Name of the connection as people see it. */
        name?: string;
        /** Address of the service's logo; may be relative or empty. */
        logoUrl?: string;
        /** Address where the shop's account in the service is managed; may be empty. */
        linkUrl?: string;
        /** Whether the connection works. */
        status?: 0 | 1;
        /** Whether a synchronisation is running. */
        syncStatus?: 0 | 1;
      };
      /** Tell the request that would be made and change nothing. */
      dry_run?: boolean;
      options?: Options;
    };
    result: {
      connection?: Connection | null;
      /** Whether a request was made. */
      changed?: boolean;
      /** The request that would be made; null where none would. */
      request?: {
        method?: string;
        path?: string;
        body?: {
          [member: string]: unknown;
        } | null;
        [member: string]: unknown;
      } | null;
      [member: string]: unknown;
    };
  };
  /** Creates a connection; status and syncStatus are set by a second request. */
  'connection.create': {
    input: {
      /** The values of the connection. */
      connection: {
        /** Name of the shop's service, such as fooCommerce. */
        service: string;
        /** Id of the shop's account in the service; together with the service it is unique in an account. */
        externalid: string;
        /** Name of the connection as people see it. */
        name: string;
        /** Address of the service's logo; may be relative or empty. */
        logoUrl: string;
        /** Address where the shop's account in the service is managed; may be empty. */
        linkUrl: string;
        /** Whether the connection works. */
        status?: 0 | 1;
        /** Whether a synchronisation is running. */
        syncStatus?: 0 | 1;
        /** Id of the list to which new contacts from the connection are added; can be set for a connection that is yet to be created. */
        listId?: string;
      };
      /** Tell the request that would be made and change nothing. */
      dry_run?: boolean;
      options?: Options;
    };
    result: {
      connection?: Connection | null;
      /** The request that would be made; null where none would. */
      request?: {
        method?: string;
        path?: string;
        body?: {
          [member: string]: unknown;
        } | null;
        [member: string]: unknown;
      } | null;
      [member: string]: unknown;
    };
  };
  /** Reads a connection. */
  'connection.get': {
    input: {
      /** Id of the connection. */
      id: string | number;
      options?: Options;
    };
    result: {
      connection: Connection;
      [member: string]: unknown;
    };
  };
  /** Reads the connections of the account, all or those of a service or an external id. */
  'connection.list': {
    input: {
      /** Name of the shop's service, matched exactly. */
      service?: string;
      /** Id of the shop's account in the service, matched exactly. */
      externalid?: string;
      /** The most connections to list; all without it. */
      limit?: number;
      /** How many of the server's connections to leave out at the start. */
      offset?: number;
      options?: Options;
    };
    result: {
      connections: Connection[];
      /** How many connections the server says there are; null where it does not say. */
      total: number | null;
      [member: string]: unknown;
    };
  };
  /** Deletes a connection. */
  'connection.delete': {
    input: {
      /** Id of the connection. */
      id: string | number;
      /** Succeed also where there is no such connection. */
      missing_ok?: boolean;
      /** Tell the request that would be made and change nothing. */
      dry_run?: boolean;
      options?: Options;
    };
    result: {
      /** False where there was no such connection, and that was fine. */
      deleted?: boolean;
      /** The request that would be made; null where none would. */
      request?: {
        method?: string;
        path?: string;
        body?: {
          [member: string]: unknown;
        } | null;
        [member: string]: unknown;
      } | null;
      [member: string]: unknown;
    };
  };
  /** Looks for the connection with exactly this service and external id. */
  'connection.find': {
    input: {
      /** Name of the shop's service, matched exactly. */
      service: string;
      /** Id of the shop's account in the service, matched exactly. */
      externalid: string;
      options?: Options;
    };
    result: {
      connection: Connection | null;
      [member: string]: unknown;
    };
  };
  /** Makes sure that there is a connection with this service and external id and these values; name, logoUrl and linkUrl are needed only where it must be created. */
  'connection.ensure': {
    input: {
      /** The values of the connection. */
      connection: {
        /** Name of the shop's service, such as fooCommerce. */
        service: string;
        /** Id of the shop's account in the service; together with the service it is unique in an account. */
        externalid: string;
        /** Name of the connection as people see it. */
        name?: string;
        /** Address of the service's logo; may be relative or empty. */
        logoUrl?: string;
        /** Address where the shop's account in the service is managed; may be empty. */
        linkUrl?: string;
        /** Whether the connection works. */
        status?: 0 | 1;
        /** Whether a synchronisation is running. */
        syncStatus?: 0 | 1;
        /** Id of the list to which new contacts from the connection are added; can be set for a connection that is yet to be created. */
        listId?: string;
      };
      /** Tell the request that would be made and change nothing. */
      dry_run?: boolean;
      options?: Options;
    };
    result: {
      connection?: Connection | null;
      /** What was done; adopted: a create was answered duplicate or its answer was lost, and the connection was found. */
      outcome: "created" | "updated" | "unchanged" | "adopted";
      /** The request that would be made; null where none would. */
      request?: {
        method?: string;
        path?: string;
        body?: {
          [member: string]: unknown;
        } | null;
        [member: string]: unknown;
      } | null;
      [member: string]: unknown;
    };
  };
  /** Finds out whether the address and the token work, with one small request. */
  'connection.check': {
    input: {
      options?: Options;
    };
    result: {
      /** True: the address and the token work. */
      ok: boolean;
      [member: string]: unknown;
    };
  };
  /** Answers with what it was given, for tests and measurements of a host. */
  'engine.echo': {
    input: {
      /** What is to come back; anything. */
      value: unknown;
      /** How long to wait before it comes back. */
      delay_ms?: number;
      options?: Options;
    };
    result: {
      /** What was given. */
      value: unknown;
      [member: string]: unknown;
    };
  };
  /** Tells what the engine is doing. */
  'engine.stats': {
    input: {
      options?: Options;
    };
    result: {
      /** Tickets that are not answered yet, this one apart. */
      in_flight: number;
      /** Those of them that wait for an earlier one of the same connection. */
      queued: number;
      /** Completions that the host has not read yet. */
      unread: number;
      /** Time until the rate limit has a free slot; null where nobody can tell. */
      next_slot_ms: number | null;
      /** For how long the account is still paused by a 429. */
      paused_ms: number;
      /** The kind of rate limiter. */
      limiter: "local" | "none" | "redis";
      /** Whether Redis is away, and a share of the local rate takes its place. */
      limiter_degraded: boolean;
      [member: string]: unknown;
    };
  };
}

export type ActionName = keyof Actions;
export type Input<Name extends ActionName> = Actions[Name]['input'];
export type Result<Name extends ActionName> = Actions[Name]['result'];
