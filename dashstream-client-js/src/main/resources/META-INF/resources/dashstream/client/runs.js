/** All runs of a log, rebuilt from its messages. */
import { webCryptoDigest } from './canonical.js';
import { BoundedMap } from './bounded-map.js';
import { MAX_MESSAGE_BYTES } from './frames.js';
import { MAX_ID_CHARS, unbatch } from './numbered.js';
import { StateDecoder } from './state-decoder.js';
import { ThreadRuns } from './thread-runs.js';

const DEFAULTS = {
  reorderMessages: 256,
  reorderBytes: 4 * 1024 * 1024,
  maxRuns: 500,
  maxThreads: 2000,
  maxStateBytes: MAX_MESSAGE_BYTES,
  digest: webCryptoDigest,
};

/**
 * Rebuilds runs: feed it every message in the order in which the log has them, and it tells what each one changed.
 *
 * Calls must not overlap: wait for one before the next. Every update has a `type`; those of a run have the `run` (a RunState) and
 * its `key`: run_started, run_named, message, state_changed, run_not_verified, state_skipped, base_refused, run_corrupted,
 * run_recovered, run_ended, run_forgotten. Others: numbering_restarted, sequence_hole, message_ignored.
 */
export class Runs {
  #limits;
  #decoder;
  #updates = [];
  #table;
  #threads;

  /**
   * @param {object} options
   * @param {number} [options.reorderMessages] how far a message may be ahead of one that is missing before that one is given up
   * @param {number} [options.reorderBytes] how many bytes may wait for it, in each thread
   * @param {number} [options.maxRuns] how many runs are kept; of more, those that were not heard of for longest are forgotten
   * @param {number} [options.maxThreads] the same for threads
   * @param {number} [options.maxStateBytes] the largest state as JSON
   * @param {(bytes: Uint8Array) => Promise<Uint8Array>} [options.digest] SHA-256, if not WebCrypto's
   */
  constructor(options = {}) {
    this.#limits = { ...DEFAULTS, ...options };
    this.#decoder = new StateDecoder(this.#limits);
    this.#table = new RunTable(this.#limits.maxRuns, (run) => this.#forgetRun(run, 'evicted'));
    this.#threads = new BoundedMap(this.#limits.maxThreads);
  }

  /** The runs that are kept, those heard of last at the end. */
  get all() {
    return this.#table.all;
  }

  /** Whether a message waits for one that is missing before it; see {@link flush}. */
  get isWaiting() {
    return this.#threads.values().some((thread) => thread.isWaiting);
  }

  /**
   * @param message a DashStreamMessage
   * @param {{partition?: number, offset?: bigint, bytes?: number}} [position] where it was read and how long it was
   * @returns {Promise<object[]>} the updates, in order
   */
  async accept(message, position = {}) {
    for (const numbered of unbatch(message, position)) {
      if (isRegular(numbered)) {
        await this.#threadOf(numbered).accept(numbered);
      } else {
        const { sequence, kind, partition, offset } = numbered;
        this.#updates.push({ type: 'message_ignored', reason: 'invalid_id', sequence, kind, partition, offset, message: numbered.message });
      }
    }
    return this.#taken();
  }

  /** Stops waiting for missing messages: they are holes now. */
  async flush() {
    for (const thread of this.#threads.values()) {
      await thread.flush();
    }
    return this.#taken();
  }

  /** The same for one thread. */
  async flushThread(tenantId, threadId) {
    await this.#threads.get(threadKey({ tenantId, threadId }))?.flush();
    return this.#taken();
  }

  /** Records of a partition will never come: whatever they were about is not known any more, also of runs that have ended. */
  doubtPartition(partition, error) {
    this.all
      .filter((run) => run.partition === partition)
      .forEach((run) => run.doubt(0n, 'log_gap', error));
    return this.#taken();
  }

  /** Forgets a thread, so that its next message is like one of a thread seen for the first time. */
  forgetThread(tenantId, threadId) {
    this.#threads.delete(threadKey({ tenantId, threadId }));
    this.all
      .filter(({ key }) => key.tenantId === tenantId && key.threadId === threadId)
      .forEach((run) => this.#drop(run, 'resync'));
    return this.#taken();
  }

  /** Forgets everything of a partition, or of all if it is undefined. */
  forgetPartition(partition) {
    const gone = this.all.filter((run) => partition === undefined || run.partition === partition);
    gone.forEach((run) => this.#drop(run, 'reset'));
    this.#threads.deleteIf((thread) => partition === undefined || thread.partition === partition);
    return this.#taken();
  }

  #threadOf(numbered) {
    const key = threadKey(numbered);
    let thread = this.#threads.get(key);
    if (thread === undefined) {
      const { tenantId, threadId, partition } = numbered;
      thread = new ThreadRuns({ tenantId, threadId }, this.#limits, this.#table, this.#decoder, (update) =>
        this.#updates.push(update),
      );
      thread.partition = partition;
      this.#evicted(this.#threads.set(key, thread));
    }
    return thread;
  }

  /** Its runs stay visible; should one be heard of again, it is like one whose start was not seen. */
  #evicted(thread) {
    [...(thread?.open ?? [])].forEach((run) => thread.abandon(run, 'thread_evicted'));
  }

  #drop(run, why) {
    this.#table.remove(run);
    this.#forgetRun(run, why);
  }

  #forgetRun(run, why) {
    this.#threads.get(threadKey(run.key))?.forget(run);
    this.#updates.push({ type: 'run_forgotten', run, key: run.key, sequence: run.lastSequence, why });
  }

  #taken() {
    const updates = this.#updates;
    this.#updates = [];
    return updates;
  }
}

/** The runs of all threads, by tenant, thread and run. */
export class RunTable {
  #runs;
  #evicted;

  constructor(largest, evicted) {
    this.#runs = new BoundedMap(largest);
    this.#evicted = evicted;
  }

  get all() {
    return this.#runs.values();
  }

  find(key) {
    return this.#runs.get(runKey(key));
  }

  add(run) {
    const gone = this.#runs.set(runKey(run.key), run);
    if (gone !== undefined) {
      this.#evicted(gone);
    }
    return run;
  }

  touch(run) {
    this.add(run);
  }

  rename(run, runId) {
    this.remove(run);
    run.rename(runId);
    this.add(run);
  }

  remove(run) {
    this.#runs.delete(runKey(run.key));
  }
}

function isRegular({ tenantId, threadId }) {
  return threadId !== '' && tenantId.length <= MAX_ID_CHARS && threadId.length <= MAX_ID_CHARS;
}

function threadKey({ tenantId, threadId }) {
  return JSON.stringify([tenantId, threadId]);
}

function runKey({ tenantId, threadId, runId }) {
  return JSON.stringify([tenantId, threadId, runId]);
}
