/** Which threads the server was asked to send again, so that no one is asked for twice because of one loss. */
import { BoundedMap } from './bounded-map.js';

const REASONS = {
  patch_failed: 'patch_failed',
  patch_unreadable: 'patch_failed',
  hash_mismatch: 'hash_mismatch',
  checksum_mismatch: 'hash_mismatch',
  sequence_hole: 'sequence_gap',
  log_gap: 'sequence_gap',
};
const MAX_THREADS = 1000;
/** How many may be under way; the others wait until one is there. */
const MAX_PENDING = 8;

export class Resyncs {
  #asked = new BoundedMap(MAX_THREADS);

  /**
   * What to send because a run was corrupted; undefined if that would not help, or did not.
   *
   * @param {{key: object, corruption: object}} run
   */
  requestFor({ key, corruption }) {
    const reason = REASONS[corruption.reason];
    const id = idOf(key.tenantId, key.threadId);
    const last = this.#asked.get(id);
    const isAsked = last?.isPending || last?.sequence >= corruption.sequence;
    if (reason === undefined || isAsked || this.#pending.length >= MAX_PENDING) {
      return undefined;
    }
    return this.request(key.tenantId, key.threadId, reason, corruption.sequence);
  }

  request(tenantId, threadId, reason, sequence = 0n) {
    this.#asked.set(idOf(tenantId, threadId), { sequence, isPending: true, hasBegun: false });
    return { type: 'resync', tenantId, threadId, reason };
  }

  /** Whether this is the first record that comes for a thread that was asked for. */
  begins(tenantId, threadId) {
    const asked = this.#asked.get(idOf(tenantId, threadId));
    const begins = asked?.isPending === true && !asked.hasBegun;
    if (begins) {
      asked.hasBegun = true;
    }
    return begins;
  }

  finished(tenantId, threadId) {
    const asked = this.#asked.get(idOf(tenantId, threadId));
    if (asked !== undefined) {
      asked.isPending = false;
    }
  }

  get isAnyPending() {
    return this.#pending.length > 0;
  }

  /** What was asked for will not come: it was asked of another connection, or refused. */
  forgetPending() {
    this.#asked.deleteIf((asked) => asked.isPending);
  }

  get #pending() {
    return this.#asked.values().filter((asked) => asked.isPending);
  }
}

function idOf(tenantId, threadId) {
  return JSON.stringify([tenantId, threadId]);
}
