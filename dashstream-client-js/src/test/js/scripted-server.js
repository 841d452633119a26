/** A server of the session protocol that does what a test says, and time that passes when a test says so. */
import { setImmediate } from 'node:timers/promises';
import { framed, sha256 } from './messages.js';
import { load } from './under-test.js';

const { DashStreamClient, Page } = await load('index.js');
const { create, toBinary } = await load('lib/protobuf/index.js');

export const EPOCH = 'cluster.0';
const PHASE = { replay: 1, live: 2, resync: 3 };

/** Lets everything happen that does not wait for time or for the server. */
export async function settle() {
  for (let turn = 0; turn < 10; turn++) {
    await setImmediate();
  }
}

export class VirtualTime {
  #now = 0;
  #timers = new Map();
  #ids = 0;

  now = () => this.#now;

  setTimeout = (task, ms) => {
    this.#timers.set(++this.#ids, { at: this.#now + ms, task });
    return this.#ids;
  };

  clearTimeout = (id) => this.#timers.delete(id);

  async advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.#timers.delete(due[0]);
      this.#now = due[1].at;
      due[1].task();
    }
    this.#now = end;
    await settle();
  }
}

class ScriptedSocket extends EventTarget {
  readyState = 0;
  sent = [];
  closedWith = undefined;
  #pages = 0n;

  constructor(url, protocol) {
    super();
    Object.assign(this, { url, protocol });
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  /** As browsers do: other codes are an exception, and the close event comes later. */
  close(code, reason) {
    if (code !== 1000 && !(code >= 4000 && code <= 4999)) {
      throw new Error(`InvalidAccessError: ${code}`);
    }
    if (new TextEncoder().encode(reason).length > 123) {
      throw new Error('SyntaxError: the reason is too long');
    }
    if (this.readyState < 2) {
      this.readyState = 2;
      this.closedWith = { code, reason };
    }
  }

  sentOf(type) {
    return this.sent.filter((message) => message.type === type);
  }

  accept() {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  /** The connection breaks. */
  async cut(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '' }));
    await settle();
  }

  async say(message) {
    this.data(typeof message === 'string' ? message : JSON.stringify(message));
    await settle();
  }

  data(data) {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  async hello(namespace = EPOCH, limits = {}) {
    await this.say({ type: 'hello', protocol: 'dashstream.v2', sessionId: 's', namespace, limits });
  }

  async resumed(starts = { 0: '0' }, epoch = EPOCH) {
    const partitions = Object.fromEntries(
      Object.entries(starts).map(([partition, start]) => [partition, { start, hwm: start, floor: '0', disposition: 'exact' }]),
    );
    await this.say({ type: 'resumed', round: 1, mode: 'partition', from: 'latest', epoch, partitions });
  }

  async greet(starts) {
    this.accept();
    await this.hello();
    await this.resumed(starts);
  }

  /** @param {[number | bigint, object | Uint8Array][]} records offsets and messages */
  async page(records, options) {
    this.data(this.encodedPage(records, options));
    await settle();
  }

  encodedPage(records, { phase = 'live', next, page, partition = 0, epoch = EPOCH, readability = 1, le } = {}) {
    this.#pages = page ?? this.#pages + 1n;
    const after = next ?? (records.length > 0 ? BigInt(records.at(-1)[0]) + 1n : 0n);
    return toBinary(
      Page,
      create(Page, {
        page: this.#pages,
        phase: PHASE[phase],
        records: records.map(([offset, value]) => ({
          partition,
          offset: BigInt(offset),
          readability,
          value: value instanceof Uint8Array ? value : framed(value),
        })),
        next: phase === 'resync' ? undefined : { epoch, positions: [{ partition, next: after, leaderEpoch: le }] },
      }),
    );
  }
}

/** A client with a scripted server, memory for cursors, and all that was said. */
export function scripted(options = {}) {
  const time = options.time ?? new VirtualTime();
  const sockets = [];
  const events = [];
  const client = new DashStreamClient({
    url: 'ws://server/ws',
    storage: new MemoryStorage(),
    stallMs: 1_000_000,
    backoff: { random: () => 0.5 },
    timers: time,
    openSocket: (url, protocol) => {
      const socket = new ScriptedSocket(url, protocol);
      sockets.push(socket);
      return socket;
    },
    ...options,
    runs: { digest: async (bytes) => sha256(bytes), ...options.runs },
  });
  for (const type of [
    'connection', 'hello', 'resumed', 'update', 'page', 'gap', 'reset', 'capped', 'replay_complete', 'progress', 'lag',
    'resynced', 'server_error', 'closing', 'notice',
  ]) {
    client.on(type, (event) => events.push({ event: type, ...event }));
  }
  return {
    client,
    time,
    sockets,
    events,
    get socket() {
      return sockets.at(-1);
    },
    said: (type) => events.filter(({ event }) => event === type),
    notices: () => events.filter(({ event }) => event === 'notice').map(({ code }) => code),
    updates: (type) => events.filter((event) => event.event === 'update' && event.type === type),
    /** Connects for the first time. */
    async begin(starts) {
      client.start();
      await sockets.at(-1).greet(starts);
      return sockets.at(-1);
    },
    /** Waits until the client connects again, and lets it. */
    async reconnected({ greet = true, starts } = {}) {
      const before = sockets.length;
      await time.advance(60_000);
      if (sockets.length === before) {
        throw new Error('the client does not connect again');
      }
      const socket = sockets.at(-1);
      socket.accept();
      await socket.hello();
      if (greet) {
        await socket.resumed(starts);
      }
      return socket;
    },
  };
}

export class MemoryStorage {
  #items = new Map();
  #keys;
  quota = Infinity;

  get length() {
    return this.#items.size;
  }

  key(index) {
    this.#keys ??= [...this.#items.keys()];
    return this.#keys[index] ?? null;
  }

  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  setItem(key, text) {
    if (this.quota !== Infinity && this.#sizeWithout(key) + key.length + text.length > this.quota) {
      throw new Error('QuotaExceededError');
    }
    this.#keys = undefined;
    this.#items.set(key, String(text));
  }

  removeItem(key) {
    this.#keys = undefined;
    this.#items.delete(key);
  }

  #sizeWithout(key) {
    return [...this.#items].reduce((sum, [name, item]) => sum + (name === key ? 0 : name.length + item.length), 0);
  }

  get items() {
    return new Map(this.#items);
  }
}
