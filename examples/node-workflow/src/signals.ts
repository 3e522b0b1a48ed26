// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * What each AbortSignal is to stop. The last to come is stopped first: otherwise the end of one
 * action would let the next of the same connection begin.
 */
export class Signals<Thing> {
  readonly #stop: (thing: Thing, signal: AbortSignal) => void;
  readonly #watched = new Map<AbortSignal, {things: Set<Thing>; onAbort: () => void}>();

  constructor(stop: (thing: Thing, signal: AbortSignal) => void) {
    this.#stop = stop;
  }

  add(signal: AbortSignal, thing: Thing): void {
    const watched = this.#watched.get(signal) ?? this.#watch(signal);

    watched.things.add(thing);
  }

  remove(signal: AbortSignal, thing: Thing): void {
    const watched = this.#watched.get(signal);

    watched?.things.delete(thing);
    if (watched?.things.size === 0) {
      signal.removeEventListener('abort', watched.onAbort);
      this.#watched.delete(signal);
    }
  }

  #watch(signal: AbortSignal) {
    const things = new Set<Thing>();
    const onAbort = () => {
      for (const thing of [...things].reverse())
        this.#stop(thing, signal);
    };
    const watched = {things, onAbort};

    signal.addEventListener('abort', onAbort);
    this.#watched.set(signal, watched);
    return watched;
  }
}
