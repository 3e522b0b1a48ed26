// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

import {Socket} from 'node:net';

import type {ActionName, Input, Result} from './actions';
import type {Description} from './description';
import {WorkflowError, localError} from './error';
import type {Failure} from './error';
import type {Library} from './library';
import {LineCutter} from './lines';
import {Signals} from './signals';

export interface RunOptions {
  /** Aborting cancels the action; its promise is then rejected with the code `cancelled`. */
  signal?: AbortSignal | undefined;
}

export interface ShutdownOptions {
  /** How long what is under way may go on before it is cancelled; negative: without limit. */
  drainMs?: number;
}

/** An action that is to be answered. */
interface Ticket {
  readonly number: number;
  readonly action: string;
  readonly input: string;
  readonly signal: AbortSignal | undefined;
  resolve(result: unknown): void;
  reject(error: WorkflowError): void;
}

/** A line of the descriptor. */
interface Completion {
  t: number;
  ok: boolean;
  result: unknown;
  error: Failure;
}

/** What acwf_submit answers. */
const accepted = 0;
const tooManyTickets = -6;
const refusals: Record<number, [code: string, message: string]> = {
  [-1]: ['closed', 'The engine is closed'],
  [-2]: ['closed', 'The engine is shutting down'],
  [-3]: ['bad_input', 'The ticket is in flight already'],
  [-4]: ['used_after_fork', 'The engine was opened by the parent of this process'],
  [-5]: ['bad_input', 'No ticket is left'],
};

function cancelled(signal: AbortSignal) {
  return localError('cancelled', 'The action was cancelled', {}, {cause: signal.reason});
}

/**
 * An account's actions, many at a time. An engine that has nothing to do doesn't keep the process
 * running; one with an action under way does.
 */
export class Engine {
  readonly #library: Library;
  readonly #handle: number;
  readonly #socket: Socket;
  readonly #lines = new LineCutter();
  readonly #inFlight = new Map<number, Ticket>();
  /** What the plugin had no room for, in order. */
  readonly #waiting = new Set<Ticket>();
  readonly #signals = new Signals<Ticket>((ticket, signal) => this.#cancel(ticket, signal));
  readonly #ended: Promise<void>;
  #lastTicket = 0;
  #ending = false;
  #closed: Promise<void> | undefined;
  #retryable: Set<string> | undefined;

  /** @internal Use open(). */
  constructor(library: Library, handle: number) {
    this.#library = library;
    this.#handle = handle;

    // The descriptor is ours, and the socket closes it at its end.
    this.#socket = new Socket({fd: library.completionFd(handle), readable: true, writable: false});
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (chunk: string) => this.#read(chunk));
    this.#socket.on('error', () => {}); // it closes then, which is all that can be done
    this.#ended = new Promise(resolve => {
      this.#socket.on('close', () => {
        this.#dropAll();
        resolve();
      });
    });
    this.#keepAlive();
  }

  /** How many actions are not answered yet. */
  get unanswered(): number {
    return this.#inFlight.size + this.#waiting.size;
  }

  /** Runs an action; rejects with a WorkflowError. Those of one connection keep their order. */
  run<Name extends ActionName>(action: Name, input: Input<Name>, options?: RunOptions):
    Promise<Result<Name>>;
  run(action: string, input?: object, options?: RunOptions): Promise<unknown>;
  run(action: string, input: object = {}, {signal}: RunOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled(signal));
        return;
      }

      const ticket = {number: ++this.#lastTicket, action, input: JSON.stringify(input), signal,
        resolve, reject};
      if (signal)
        this.#signals.add(signal, ticket);
      this.#waiting.add(ticket);
      this.#submit();
    });
  }

  /**
   * Takes no new actions and lets those under way end. The promise is fulfilled when each has been
   * answered. A second call can only shorten the time.
   */
  async shutdown({drainMs = -1}: ShutdownOptions = {}): Promise<void> {
    this.#library.shutdown(this.#handle, drainMs);
    this.#end();
    await this.#ended;
  }

  /**
   * Cancels what is under way and frees everything. Actions without an answer are rejected as
   * cancelled, their outcome unknown: to have every answer call shutdown() first.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The actions, their inputs and results as JSON Schema, errors and limits. */
  describe(): Description {
    return JSON.parse(this.#library.describe());
  }

  async #close() {
    this.#end();
    await this.#library.close(this.#handle);
    await this.#ended;
  }

  #end() {
    this.#ending = true;
    this.#submit(); // what waits is refused
    this.#keepAlive();
  }

  /** Hands over what waits, as far as there is room. */
  #submit() {
    for (const ticket of this.#waiting) {
      const status = this.#ending
        ? -2
        : this.#library.submit(this.#handle, ticket.number, ticket.action, ticket.input);

      // There will be room once an answer has been read.
      if (status === tooManyTickets)
        break;
      this.#waiting.delete(ticket);
      if (status === accepted) {
        this.#inFlight.set(ticket.number, ticket);
      } else {
        const [code, message] = refusals[status] ?? ['unknown', `The plugin answered ${status}`];
        this.#refuse(ticket, localError(code, message, {retryable: this.#isRetryable(code)}));
      }
    }
    this.#keepAlive();
  }

  #cancel(ticket: Ticket, signal: AbortSignal) {
    if (this.#waiting.delete(ticket)) {
      this.#refuse(ticket, cancelled(signal));
      this.#keepAlive();
    } else {
      this.#library.cancel(this.#handle, ticket.number); // its answer comes as any other
    }
  }

  #read(chunk: string) {
    try {
      for (const line of this.#lines.cut(chunk))
        this.#settle(JSON.parse(line));
    } catch (error) {
      this.#socket.destroy(error as Error); // nothing after it can be trusted
    }
    this.#submit();
  }

  #settle({t, ok, result, error}: Completion) {
    const ticket = this.#inFlight.get(t);

    if (!ticket)
      return;
    this.#inFlight.delete(t);
    if (!ok) {
      this.#refuse(ticket, new WorkflowError(error));
      return;
    }
    this.#unwatch(ticket);
    ticket.resolve(result);
  }

  #refuse(ticket: Ticket, error: WorkflowError) {
    this.#unwatch(ticket);
    if (error.code === 'cancelled' && ticket.signal?.aborted)
      error.cause ??= ticket.signal.reason;
    ticket.reject(error);
  }

  #unwatch(ticket: Ticket) {
    if (ticket.signal)
      this.#signals.remove(ticket.signal, ticket);
  }

  /** No answer will come any more. */
  #dropAll() {
    const dropped = [...this.#inFlight.values()];

    this.#inFlight.clear();
    for (const ticket of dropped) {
      this.#refuse(ticket, localError('cancelled', 'The engine was closed before it answered',
        {outcome_unknown: true}));
    }
    this.#end();
  }

  #isRetryable(code: string): boolean {
    this.#retryable ??= new Set(this.describe().errors
      .filter(({retryable}) => retryable)
      .map(error => error.code));
    return this.#retryable.has(code);
  }

  #keepAlive() {
    if (this.#socket.destroyed)
      return; // it would wait for a connection, with one more listener each time
    if (this.unanswered > 0 || this.#ending)
      this.#socket.ref();
    else
      this.#socket.unref();
  }
}
