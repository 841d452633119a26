/** Where to go on: the first offset that is wanted next of each partition, under the epoch of the log that it belongs to. */
import { NumberError, parseOffset, parsePartition, parseSmall } from './numbers.js';

/** Kept for so many logs; of more, those that were not used for longest go. */
const MAX_STORED = 16;
const MAX_STORED_CHARS = 512 * 1024;
const MAX_EPOCH_CHARS = 512;
const PREFIX = 'dashstream/cursor/v2/';

/**
 * Reads positions as they stand in the protocol's JSON: {"0": {"next": "12", "le": 7}}.
 *
 * @returns {Map<number, {next: bigint, le?: number}>} by partition
 * @throws {NumberError} if anything in it is not as the protocol says
 */
export function readPositions(json, field = 'cursor') {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new NumberError(`${field} is no object of partitions`);
  }
  return new Map(
    Object.entries(json).map(([partition, position]) => {
      const next = parseOffset(position?.next, `${field}.${partition}.next`);
      const le = position.le ?? undefined;
      return [
        parsePartition(partition),
        le === undefined ? { next } : { next, le: parseSmall(le, `${field}.${partition}.le`) },
      ];
    }),
  );
}

/** The JSON of {@link readPositions}. */
export function writePositions(positions) {
  return Object.fromEntries(
    [...positions].map(([partition, { next, le }]) => [
      partition,
      le === undefined ? { next: next.toString() } : { next: next.toString(), le },
    ]),
  );
}

export function readEpoch(epoch) {
  if (typeof epoch !== 'string' || epoch === '' || epoch.length > MAX_EPOCH_CHARS) {
    throw new NumberError(`epoch is not a text of 1 to ${MAX_EPOCH_CHARS} characters`);
  }
  return epoch;
}

/**
 * Keeps cursors in a storage like `localStorage`, one for each epoch of each scope. What can't be read is dropped with a notice;
 * what can't be written too, and following goes on without.
 */
export class CursorStore {
  #storage;
  #prefix;
  #now;
  #notice;

  /**
   * @param {Storage} storage getItem, setItem, removeItem, key and length
   * @param {string} scope whose cursors these are, for example the address of the server and the filter
   * @param {(notice: {code: string, message: string}) => void} notice
   * @param {() => number} now milliseconds
   */
  constructor(storage, scope, notice, now = Date.now) {
    this.#storage = storage;
    this.#prefix = `${PREFIX}${encodeURIComponent(scope)}/`;
    this.#now = now;
    this.#notice = notice;
  }

  /**
   * The cursor under an epoch; without one the last that was used in this scope, so that a log that was replaced meanwhile is
   * noticed by the server and said.
   *
   * @param {string | null} epoch as the server's `hello` says; null if it knows none
   * @returns {{epoch: string, positions: Map} | undefined}
   */
  load(epoch) {
    const entries = this.#entries(this.#prefix);
    const own = entries.find((entry) => entry.epoch === epoch);
    return own ?? entries.sort((a, b) => b.used - a.used)[0];
  }

  save({ epoch, positions }) {
    const text = JSON.stringify({ epoch, cursor: writePositions(positions), used: this.#now() });
    try {
      this.#put(this.#prefix + encodeURIComponent(epoch), text);
    } catch (error) {
      this.#notice({ code: 'cursor_not_saved', message: `the cursor can't be stored: ${String(error).slice(0, 200)}` });
    }
  }

  remove(epoch) {
    this.#attempt(() => this.#storage.removeItem(this.#prefix + encodeURIComponent(epoch)));
  }

  #put(key, text) {
    this.#makeRoom(key);
    try {
      this.#storage.setItem(key, text);
    } catch {
      this.#entries(PREFIX)
        .filter((entry) => entry.key !== key)
        .forEach((entry) => this.#storage.removeItem(entry.key));
      this.#storage.setItem(key, text);
    }
  }

  #makeRoom(key) {
    const others = this.#entries(PREFIX).filter((entry) => entry.key !== key);
    others
      .sort((a, b) => b.used - a.used)
      .slice(MAX_STORED - 1)
      .forEach((entry) => this.#storage.removeItem(entry.key));
  }

  #entries(prefix) {
    return this.#keys(prefix)
      .map((key) => this.#read(key))
      .filter((entry) => entry !== undefined);
  }

  #keys(prefix) {
    const keys = this.#attempt(() => Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i)));
    return (keys ?? []).filter((key) => key?.startsWith(prefix));
  }

  #read(key) {
    try {
      const text = this.#storage.getItem(key);
      if (text.length > MAX_STORED_CHARS) {
        throw new NumberError(`it has ${text.length} characters`);
      }
      const { epoch, cursor, used } = JSON.parse(text);
      if (!key.endsWith(`/${encodeURIComponent(readEpoch(epoch))}`) || !Number.isFinite(used)) {
        throw new NumberError('it is not what was stored');
      }
      return { key, epoch, positions: readPositions(cursor), used };
    } catch (error) {
      this.#notice({
        code: 'stored_cursor_dropped',
        message: `a stored cursor can't be used and is dropped: ${String(error?.message).slice(0, 200)}`,
      });
      this.#attempt(() => this.#storage.removeItem(key));
      return undefined;
    }
  }

  #attempt(action) {
    try {
      return action();
    } catch (error) {
      this.#notice({ code: 'storage_unavailable', message: String(error).slice(0, 200) });
      return undefined;
    }
  }
}
