/**
 * One lasting conversation over connections that come and go.
 *
 * Frames are handled one after the other, also across connections: what is being applied when a connection breaks is finished
 * before the next one's first frame. Each step asks whether its connection is still the current one.
 */
import { Backoff } from './backoff.js';
import { parseJson } from './json.js';
import { ProtocolError } from './protocol-error.js';
import { Transport } from './transport.js';

export const SUBPROTOCOL = 'dashstream.v2';

/** Close codes that a client may use: 1000, and 4000 to 4999. */
const CLOSE_NORMAL = 1000;
const CLOSE_PROTOCOL = 4400;
const CLOSE_STALLED = 4408;

const MAX_CONTROL_CHARS = 1024 * 1024;
const MAX_WAITING_FRAMES = 256;
const MISSED_SIGNS = 3;
const MAX_RETRY_AFTER_MS = 10 * 60 * 1000;

export class Connection {
  #options;
  #handler;
  #backoff;
  #transport;
  #session;
  #chain = Promise.resolve();
  #timer;
  #running = false;
  #retryAfterMs = 0;

  /**
   * @param {object} options see client.js
   * @param {object} handler what to do: `connection(state)`, `control(session, message)`, `page(session, bytes)`; the latter two
   *     may be asynchronous and may throw ProtocolError; `isPaused`, whether a lost connection stays so until `goOn`
   */
  constructor(options, handler) {
    this.#options = options;
    this.#handler = handler;
    this.#backoff = new Backoff(options.backoff);
    this.#transport = new Transport(options);
  }

  start() {
    if (!this.#running) {
      this.#running = true;
      this.#connect();
    }
  }

  stop() {
    this.#running = false;
    this.#options.timers.clearTimeout(this.#timer);
    this.#end(this.#session, CLOSE_NORMAL, 'stopped');
    this.#handler.connection({ state: 'stopped' });
  }

  /** Connects again after a pause; false if there is none. */
  goOn() {
    const isPaused = this.#running && this.#session === undefined && this.#timer === undefined;
    if (isPaused) {
      this.#connect();
    }
    return isPaused;
  }

  /** The server says something at least so often: only who is silent for much longer is gone. */
  expectEvery(session, ms) {
    session.everyMs = Number(ms) || 0;
    this.#watch(session);
  }

  /** Does something between two frames. */
  run(task) {
    this.#chain = this.#chain.then(task).catch((error) => this.#handler.failed(error));
    return this.#chain;
  }

  send(message) {
    if (this.#session?.socket.readyState === 1) {
      this.#session.socket.send(JSON.stringify(message));
      return true;
    }
    return false;
  }

  /** Gives up the connection and makes a new one, which resumes from what is applied. */
  reconnect(session, code, reason) {
    if (session.isCurrent()) {
      this.#lost(session, CLOSE_PROTOCOL, { code, reason });
    }
  }

  /** The server asked to stay away for so long. */
  retryAfter(ms) {
    this.#retryAfterMs = Math.min(Math.max(0, Number(ms) || 0), MAX_RETRY_AFTER_MS);
  }

  #connect() {
    const session = { waiting: 0, everyMs: 0, isCurrent: () => session === this.#session };
    this.#timer = undefined;
    this.#session = session;
    this.#handler.connection({ state: 'connecting' });
    try {
      session.socket = this.#transport.open(SUBPROTOCOL);
    } catch (error) {
      this.#lost(session, CLOSE_NORMAL, { code: 'unreachable', reason: String(error).slice(0, 200) });
      return;
    }
    session.socket.binaryType = 'arraybuffer';
    this.#listen(session);
    this.#watch(session);
  }

  #listen(session) {
    const { socket } = session;
    socket.addEventListener('open', () => {
      if (session.isCurrent()) {
        session.openedAt = this.#options.timers.now();
        this.#handler.connection({ state: 'open' });
      }
    });
    socket.addEventListener('message', ({ data }) => this.#received(session, data));
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', ({ code, reason }) =>
      this.#lost(session, CLOSE_NORMAL, { code: `closed_${code}`, reason: String(reason).slice(0, 200) }),
    );
  }

  #received(session, data) {
    if (!session.isCurrent()) {
      return;
    }
    this.#watch(session);
    if (++session.waiting > MAX_WAITING_FRAMES) {
      this.#lost(session, CLOSE_PROTOCOL, {
        code: 'too_many_frames',
        reason: `more than ${MAX_WAITING_FRAMES} frames came without waiting for progress`,
      });
      return;
    }
    this.run(() => this.#handle(session, data));
  }

  async #handle(session, data) {
    try {
      if (session.isCurrent()) {
        await (typeof data === 'string' ? this.#control(session, data) : this.#page(session, data));
      }
    } catch (error) {
      const code = error instanceof ProtocolError ? error.code : 'bad_message';
      this.reconnect(session, code, String(error?.message ?? error).slice(0, 300));
    } finally {
      session.waiting--;
    }
  }

  #control(session, text) {
    if (text.length > MAX_CONTROL_CHARS) {
      throw new ProtocolError('too_large', `a message of ${text.length} characters; at most ${MAX_CONTROL_CHARS} are taken`);
    }
    return this.#handler.control(session, parseJson(text));
  }

  /** Some sockets give a Blob whatever they are asked for. */
  async #page(session, data) {
    const buffer = typeof data.arrayBuffer === 'function' ? await data.arrayBuffer() : data;
    if (session.isCurrent()) {
      await this.#handler.page(session, ArrayBuffer.isView(buffer) ? buffer : new Uint8Array(buffer));
    }
  }

  #lost(session, closeCode, why) {
    if (!session.isCurrent()) {
      return;
    }
    const { timers, stableMs } = this.#options;
    if (session.openedAt !== undefined && timers.now() - session.openedAt >= stableMs) {
      this.#backoff.reset();
    }
    if (session.openedAt === undefined) {
      this.#transport.unreachable();
    }
    this.#end(session, closeCode, why.code);
    if (this.#handler.isPaused) {
      this.#handler.connection({ state: 'paused', ...why });
      return;
    }
    const waitMs = this.#backoff.next(this.#retryAfterMs);
    this.#retryAfterMs = 0;
    this.#handler.connection({ state: 'waiting', waitMs, ...why });
    this.#timer = timers.setTimeout(() => this.#connect(), waitMs);
  }

  #end(session, closeCode, reason) {
    this.#session = undefined;
    this.#options.timers.clearTimeout(session?.stalled);
    try {
      session?.socket?.close(closeCode, reason.slice(0, 120));
    } catch (error) {
      this.#handler.failed(error);
    }
  }

  /** A connection that says nothing for long may be gone without a word. */
  #watch(session) {
    const { timers } = this.#options;
    const stallMs = Math.max(this.#options.stallMs, MISSED_SIGNS * session.everyMs);
    timers.clearTimeout(session.stalled);
    session.stalled = timers.setTimeout(
      () => this.#lost(session, CLOSE_STALLED, { code: 'stalled', reason: `nothing came for ${stallMs} ms` }),
      stallMs,
    );
  }
}
