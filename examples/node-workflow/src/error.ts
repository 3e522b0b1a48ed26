// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

/** What the plugin tells of a failure, in its own names; null is unknown. */
export interface Failure {
  code: string;
  message: string;
  /** The same action may be run again as it is. */
  retryable: boolean;
  retry_after_ms: number | null;
  http_status: number | null;
  /** The member of the input that is at fault. */
  field: string | null;
  server_code: string | null;
  request_id: string | null;
  attempts: number | null;
  /** The action may have been carried out all the same. */
  outcome_unknown: boolean | null;
}

/** An action failed, was cancelled or refused. Go by `retryable` where you don't know the code. */
export class WorkflowError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly httpStatus: number | null;
  readonly field: string | null;
  readonly serverCode: string | null;
  readonly requestId: string | null;
  readonly attempts: number | null;
  readonly outcomeUnknown: boolean | null;
  readonly #failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.code = failure.code;
    this.retryable = failure.retryable;
    this.retryAfterMs = failure.retry_after_ms;
    this.httpStatus = failure.http_status;
    this.field = failure.field;
    this.serverCode = failure.server_code;
    this.requestId = failure.request_id;
    this.attempts = failure.attempts;
    this.outcomeUnknown = failure.outcome_unknown;
    this.#failure = failure;
  }

  override get name() {
    return 'WorkflowError';
  }

  /** As the plugin told it, with members that this version doesn't know. */
  toJSON(): Failure {
    return this.#failure;
  }
}

/** A failure that is found here, before or after the plugin had a say. */
export function localError(code: string, message: string,
  more: Partial<Failure> = {}, options?: ErrorOptions) {
  return new WorkflowError({
    code,
    message,
    retryable: false,
    retry_after_ms: null,
    http_status: null,
    field: null,
    server_code: null,
    request_id: null,
    attempts: null,
    outcome_unknown: false,
    ...more,
  }, options);
}
