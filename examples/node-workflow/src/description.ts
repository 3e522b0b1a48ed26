// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

/** The part of JSON Schema 2020-12 that the plugin uses. */
export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  [keyword: string]: unknown;
}

/** What the plugin says of itself. */
export interface Description {
  abi: number;
  version: string;
  config: Schema;
  actions: {
    name: string;
    title: string;
    description: string;
    input: Schema;
    output: Schema;
    idempotent: boolean;
    read_only: boolean;
    destructive: boolean;
    network: boolean;
  }[];
  errors: {code: string; retryable: boolean; description: string}[];
  limits: Record<string, unknown>;
}
