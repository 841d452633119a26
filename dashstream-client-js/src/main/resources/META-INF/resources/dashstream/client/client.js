/** Follows runs live over the session protocol v2 (docs/protocol/v2.md) and rebuilds their states. */
import { Connection, SUBPROTOCOL } from './connection.js';
import { CursorStore, writePositions } from './cursor.js';
import { Emitter } from './emitter.js';
import { Follower } from './follower.js';
import { Runs } from './runs.js';
import { openEvents } from './transport.js';

const DEFAULTS = {
  from: 'latest',
  onReset: 'latest',
  onCap: 'pause',
  autoResync: true,
  maxPageBytes: 64 * 1024 * 1024,
  maxMessageBytes: 10 * 1024 * 1024,
  reorderWaitMs: 2000,
  stallMs: 60_000,
  stableMs: 10_000,
  backoff: { baseMs: 500, maxMs: 30_000, random: Math.random },
  timers: {
    now: Date.now,
    setTimeout: (task, ms) => globalThis.setTimeout(task, ms),
    clearTimeout: (timer) => globalThis.clearTimeout(timer),
  },
  openSocket: (url, protocol) => new WebSocket(url, protocol),
  openEvents,
};

/**
 * A client of one server. It connects again for as long as it is not stopped, and resumes behind the last page that it has wholly
 * applied.
 *
 * Events: `connection` {state: connecting|open|following|waiting|paused|stopped, ...}, `hello`, `resumed`, `update` (see Runs), `page`, `gap`,
 * `reset`, `capped`, `replay_complete`, `progress`, `lag`, `resynced`, `server_error`, `closing`, `notice` {code, message, ...}.
 */
export class DashStreamClient {
  #emitter = new Emitter();
  #connection;
  #follower;

  /**
   * @param {object} options
   * @param {string} [options.url] address of the endpoint, `ws:` or `wss:`
   * @param {string} [options.eventsUrl] address of its server-sent events, `http:` or `https:`: taken where no WebSocket can be opened,
   *     or always if there is no `url`
   * @param {{tenantId: string, threadId: string}} [options.thread] to follow one thread only
   * @param {Storage} [options.storage] where to keep cursors, for example `localStorage`; without it they are kept in memory only
   * @param {'latest' | 'earliest' | 'timestamp' | 'checkpoint'} [options.from] where to begin without a cursor
   * @param {string} [options.timestampMs] with `from: 'timestamp'`, decimal text
   * @param {'latest' | 'earliest'} [options.onReset] where to go on if the log was replaced
   * @param {'pause' | 'skip_to_live'} [options.onCap] what the server does when a replay's budget runs out
   * @param {number} [options.maxRecords] a budget smaller than the server's
   * @param {object} [options.filter] {tenants?: string[], threads?: {tenantId, threadId}[]}
   * @param {boolean} [options.autoResync] whether to ask for a thread again when a run of it lost its state
   * @param {object} [options.runs] limits of what is kept, see Runs
   * @param {number} [options.stallMs] how long a server may say nothing; three times as long as it
   *     says something, if that is longer
   */
  constructor(options) {
    const settings = { ...DEFAULTS, ...options, backoff: { ...DEFAULTS.backoff, ...options.backoff } };
    if (settings.thread !== undefined && settings.filter !== undefined) {
      throw new TypeError('both thread and filter are given; a thread needs no filter');
    }
    const emit = (type, event) => this.#emitter.emit(type, event);
    const runs = new Runs(settings.runs);
    const store = storeOf(settings, (notice) => emit('notice', notice));
    this.#follower = new Follower({ settings, runs, store, emit, connection: () => this.#connection });
    this.#connection = new Connection(settings, this.#follower);
  }

  /** @returns {() => void} ends the listening */
  on(type, listener) {
    return this.#emitter.on(type, listener);
  }

  start() {
    this.#connection.start();
  }

  stop() {
    this.#connection.stop();
  }

  /** The runs that are kept (RunState), those heard of last at the end. */
  get runs() {
    return this.#follower.runs.all;
  }

  /** What happened so far: pages, records, skipped (below the cursor), unreadable. */
  get stats() {
    return { ...this.#follower.stats };
  }

  /** How far everything is applied, in the protocol's JSON; undefined before that is known. */
  get cursor() {
    const cursor = this.#follower.cursor;
    return cursor && { epoch: cursor.epoch, cursor: writePositions(cursor.positions) };
  }

  /** Asks for all that the server has. Everything shown so far is dropped and rebuilt. */
  loadHistory() {
    return this.#connection.run(() => this.#follower.startOver('earliest'));
  }

  /** Drops the cursor and everything built so far, and goes on live. */
  skipHistory() {
    return this.#connection.run(() => this.#follower.startOver('latest'));
  }

  /** Another budget after `capped`; a capped client whose connection is lost connects again only now. */
  continueReplay() {
    return this.#follower.continueReplay();
  }

  /** Skips what is left after `capped`; it is said as gaps. */
  skipToLive() {
    return this.#follower.skipToLive();
  }

  /** Asks for one thread again, from its newest whole state on. */
  resync(tenantId, threadId) {
    return this.#connection.run(() => this.#follower.resync(tenantId, threadId));
  }
}

function storeOf({ storage, url, eventsUrl, thread, filter, timers }, notice) {
  if (storage === undefined) {
    return undefined;
  }
  const narrowed = thread === undefined ? filter : { thread };
  const address = url ?? eventsUrl;
  const scope = narrowed === undefined ? address : `${address}#${JSON.stringify(narrowed)}`;
  return new CursorStore(storage, scope, notice, timers.now);
}

export { SUBPROTOCOL };
