// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What makes the library feel at home in JavaScript. gjs loads this file together with `gi://Ac`
// and calls _init() on the namespace.

/* exported _init */

const {GLib} = imports.gi;

// Each operation and its finish function.
const operations = {
  Client: {check: 'check_finish', find_connection: 'find_connection_finish'},
  Connection: {
    create: 'create_finish',
    refresh: 'refresh_finish',
    update: 'update_finish',
    delete: 'delete_finish',
  },
  ConnectionList: {load_more: 'load_more_finish', refresh: 'refresh_finish'},
  RateLimiter: {acquire_async: 'acquire_finish'},
};

// Lets what a method throws carry the problem of the operation.
function attachProblem(prototype, name, findProblem) {
  const method = prototype[name];

  prototype[name] = function (...args) {
    try {
      return method.apply(this, args);
    } catch (error) {
      if (error instanceof GLib.Error)
        error.problem = findProblem(error, this, args);
      throw error;
    }
  };
}

// The problem of an object, if it is that of an error: since then it may have become another's.
function problemOf({problem}, {domain, code, message}) {
  const isIts = problem && problem.error_domain === GLib.quark_to_string(domain) &&
    problem.error_code === code && problem.message === message;

  return isIts ? problem : null;
}

// Without a callback an operation returns a promise. Arguments that are left out are null.
function returnPromise(prototype, begin, finish) {
  const method = prototype[begin];
  const last = method.length - 1;

  prototype[begin] = function (...given) {
    const args = Array.from({length: last}, (_, index) => given[index] ?? null);
    if (given[last] !== undefined)
      return method.call(this, ...args, ...given.slice(last));

    const {stack} = new Error();
    return new Promise((resolve, reject) => {
      method.call(this, ...args, (_source, result) => {
        try {
          resolve(this[finish](result));
        } catch (error) {
          error.stack = `${error.stack ?? ''}### Promise created here: ###\n${stack}`;
          reject(error);
        }
      });
    });
  };
}

// A misspelt property would be set on the JavaScript object alone, and update() would truthfully
// find nothing to send. JavaScript looks for a setter along the prototypes, so one that is asked
// last refuses, for objects that were made in C too. Names that begin with "_" stay free for what a
// program wants to note on an object.
function refuseUnknownProperties(klass) {
  const {prototype} = klass;

  Object.setPrototypeOf(prototype, new Proxy(Object.create(Object.getPrototypeOf(prototype)), {
    set(_target, name, value, receiver) {
      if (receiver !== prototype && typeof name === 'string' && !name.startsWith('_'))
        throw new TypeError(`${klass.$gtype.name} has no property "${name}"`);
      return Reflect.defineProperty(receiver, name,
        {value, writable: true, enumerable: true, configurable: true});
    },
  }));
}

// Text for people, such as [Ac.Client https://name.api-us1.com]. For JSON.stringify() as well, with
// which console.log() of gjs 1.74 prints objects.
function describe(klass, tell) {
  const {prototype} = klass;
  const name = klass.$gtype.name.replace(/^Ac/, 'Ac.');

  prototype.toString = function () {
    if (this === prototype)
      return `[${name} prototype]`;
    return `[${[name, ...tell(this)].filter(Boolean).join(' ')}]`;
  };
  prototype.toJSON = prototype.toString;
}

// What comes from the server must not steer the terminal.
function quote(text) {
  return JSON.stringify(text).replace(/[\x7f-\x9f\u200e-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// As it is, if that is one word.
function show(text) {
  return /^\S+$/.test(text) && quote(text) === `"${text}"` ? text : quote(text);
}

function* iterateLoaded() {
  for (let position = 0; position < this.get_n_items(); position++)
    yield this.get_item(position);
}

async function* iterateAll() {
  for (let position = 0; ; position++) {
    // Succeeds without a request where all are loaded.
    if (position >= this.get_n_items())
      await this.load_more(null);

    const connection = this.get_item(position);
    if (connection === null)
      return;
    yield connection;
  }
}

function _init() {
  const Ac = this;

  for (const [name, pairs] of Object.entries(operations)) {
    const {prototype} = Ac[name];

    for (const [begin, finish] of Object.entries(pairs)) {
      const sync = finish.replace(/finish$/, 'sync');

      attachProblem(prototype, finish, (_error, _self, [result]) => Ac.Problem.from_result(result));
      attachProblem(prototype, sync, (error, self) => problemOf(self, error));
      returnPromise(prototype, begin, finish);
    }
  }

  attachProblem(Ac.Client.prototype, 'init', (error, self) => problemOf(self, error));
  attachProblem(Ac.Client, 'new_from_environment', () => null);

  // gjs does not call the init() of a Gio.Initable that is made with `new`.
  const construct = Ac.Client.prototype._init;
  Ac.Client.prototype._init = function (...args) {
    construct.apply(this, args);
    this.init(null);
  };
  Ac.Client.new = (url, api_token) => new Ac.Client({url, api_token});

  Ac.ConnectionList.prototype[Symbol.iterator] = iterateLoaded;
  Ac.ConnectionList.prototype[Symbol.asyncIterator] = iterateAll;

  describe(Ac.Client, self => [self.url]);
  describe(Ac.Connection, self => {
    const names = [self.service, self.external_id];

    return [
      self.id === null ? 'without id' : show(self.id),
      names.some(name => name !== null) && names.map(name => show(name ?? '?')).join('/'),
      self.name === null ? null : quote(self.name),
      self.modified ? 'modified' : null,
    ];
  });
  // Asking a list that has loaded nothing for its length would make it load.
  describe(Ac.ConnectionList, self => [
    self.total < 0 ? 'of unknown length' : `${self.get_n_items()} of ${self.total}`,
    self.service === null ? null : `service=${quote(self.service)}`,
    self.external_id === null ? null : `external_id=${quote(self.external_id)}`,
  ]);
  describe(Ac.Problem, self => [self.code, self.http_status || null, quote(self.message)]);
  describe(Ac.RateLimiter, self => [`${self.requests_per_second} per second`]);

  for (const klass of [Ac.Client, Ac.Connection, Ac.ConnectionList])
    refuseUnknownProperties(klass);
}
