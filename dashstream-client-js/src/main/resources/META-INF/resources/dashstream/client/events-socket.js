/**
 * The session protocol over server-sent events, in the shape of a WebSocket: for clients behind proxies that let no WebSocket
 * through. It is read with `fetch`, not with `EventSource`, which would connect again by itself and with another idea of the cursor.
 */
import { create, toBinary } from './lib/protobuf/index.js';
import { parseJson } from './json.js';
import { parseOffset } from './numbers.js';
import { Page } from './schema.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;
const MAX_CONTROL_CHARS = 1024 * 1024;
const PHASES = { replay: 1, live: 2, resync: 3 };
const READABILITIES = { readable: 1, no_value: 2, oversized: 3, newer_schema: 4, undecodable: 5 };
/** As a lost WebSocket says it. */
const ABNORMAL = 1006;
const NORMAL = 1000;

export class EventsSocket extends EventTarget {
  #url;
  #fetch;
  #maxChars;
  #stop = new AbortController();
  #sessionId;
  /** What is said is posted one after the other. */
  #posts = Promise.resolve();
  #state = CONNECTING;

  /**
   * @param {string} url address of the stream, absolute or as `fetch` takes it
   * @param {object} [options]
   * @param {number} [options.maxPageBytes] how large a page may be
   * @param {typeof fetch} [options.fetch]
   */
  constructor(url, { maxPageBytes = 64 * 1024 * 1024, fetch = (...request) => globalThis.fetch(...request) } = {}) {
    super();
    this.#url = url;
    this.#fetch = fetch;
    // Values are in base64, and each record has names beside it.
    this.#maxChars = 2 * maxPageBytes + MAX_CONTROL_CHARS;
    this.#read().then(
      () => this.#closed(ABNORMAL, 'the stream ended'),
      (error) => this.#closed(ABNORMAL, String(error?.message ?? error)),
    );
  }

  get readyState() {
    return this.#state;
  }

  send(text) {
    this.#posts = this.#posts
      .then(() => this.#post(text))
      .catch((error) => this.#closed(ABNORMAL, String(error?.message ?? error)));
  }

  close(code = NORMAL, reason = '') {
    this.#closed(code, reason);
  }

  async #read() {
    const response = await this.#fetch(`${this.#url}?resume=later`, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: this.#stop.signal,
    });
    if (!response.ok || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new Error(`${this.#url} answered with status ${response.status} and no stream of events`);
    }
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const reader = response.body.getReader();
    const lines = new Lines(this.#maxChars, (line) => this.#line(line));
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      lines.push(decoder.decode(chunk.value, { stream: true }));
    }
  }

  #event = { type: '', data: '' };

  #line(line) {
    if (line === '') {
      const { type, data } = this.#event;
      this.#event = { type: '', data: '' };
      if (data !== '' && this.#state !== CLOSED) {
        this.#received(type, data);
      }
    } else if (line.startsWith('event: ')) {
      this.#event.type = line.slice('event: '.length);
    } else if (line.startsWith('data: ')) {
      this.#event.data += line.slice('data: '.length);
      if (this.#event.data.length > this.#maxChars) {
        throw tooLong(this.#maxChars);
      }
    }
  }

  #received(type, data) {
    if (type === 'page') {
      this.#message(toBinary(Page, pageOf(parseJson(data))));
      return;
    }
    const message = parseJson(data);
    if (type === 'hello' && this.#state === CONNECTING) {
      this.#sessionId = message.sessionId;
      this.#state = OPEN;
      this.dispatchEvent(new Event('open'));
    }
    this.#message(JSON.stringify({ ...message, type }));
  }

  #message(data) {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  async #post(body) {
    if (this.#state !== OPEN) {
      return;
    }
    const response = await this.#fetch(`${this.#url}/${encodeURIComponent(this.#sessionId)}`, {
      method: 'POST',
      body,
      signal: this.#stop.signal,
    });
    if (!response.ok) {
      throw new Error(`a message was answered with status ${response.status}`);
    }
  }

  #closed(code, reason) {
    if (this.#state === CLOSED) {
      return;
    }
    this.#state = CLOSED;
    this.#stop.abort();
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }
}

function tooLong(limit) {
  return new Error(`an event of more than ${limit} characters`);
}

/** Lines of a text that comes in pieces; none is longer than a limit. */
class Lines {
  #pieces = [];
  #length = 0;

  constructor(limit, take) {
    this.limit = limit;
    this.take = take;
  }

  push(text) {
    const parts = text.split('\n');
    parts.forEach((part, i) => {
      this.#pieces.push(part);
      this.#length += part.length;
      if (this.#length > this.limit) {
        throw tooLong(this.limit);
      }
      if (i < parts.length - 1) {
        const line = this.#pieces.join('');
        this.#pieces = [];
        this.#length = 0;
        this.take(line.endsWith('\r') ? line.slice(0, -1) : line);
      }
    });
  }
}

function pageOf({ page, phase, records, next, remaining }) {
  return create(Page, {
    page: parseOffset(page, 'page.page'),
    phase: PHASES[phase] ?? 0,
    records: records.map(({ partition, offset, timestampMs, readability, value }) => ({
      partition,
      offset: parseOffset(offset, 'page.offset'),
      timestampMs: BigInt(timestampMs),
      readability: READABILITIES[readability] ?? 0,
      value: Uint8Array.from(atob(value), (character) => character.charCodeAt(0)),
    })),
    next: next && {
      epoch: next.epoch,
      positions: Object.entries(next.partitions).map(([partition, position]) => ({
        partition: Number(partition),
        next: parseOffset(position.next, 'page.next'),
        leaderEpoch: position.le,
      })),
    },
    remaining: parseOffset(remaining, 'page.remaining'),
  });
}
