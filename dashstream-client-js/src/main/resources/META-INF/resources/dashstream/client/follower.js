/** What a client makes of what the server sends: applies pages, keeps the cursor, and says what it can't show as right. */
import { readEpoch, readPositions, writePositions } from './cursor.js';
import { decodeMessage, decodePage } from './frames.js';
import { parseOffset, parsePartition, parseSmall } from './numbers.js';
import { unbatch } from './numbered.js';
import { Parts } from './parts.js';
import { ProgressTracker } from './progress-tracker.js';
import { ProtocolError } from './protocol-error.js';
import { Resyncs } from './resyncs.js';
import { WireError } from './wire-error.js';

const PHASES = [undefined, 'replay', 'live', 'resync'];
const RESYNC = 3;
const READABLE = 1;
const NEWER_SCHEMA = 4;
const READABILITY = ['unspecified', 'readable', 'no_value', 'oversized', 'newer_schema', 'undecodable'];
const MAX_POISON = 1000;
const MAX_UNKNOWN_TYPES = 100;
/** Errors by which a server says that it was asked for too many threads at once. */
const TOO_MUCH = new Set(['busy', 'not_now', 'too_many_resumes', 'store_unavailable']);
const RETRY_MS = 60_000;
const MAX_RETRY_MS = 600_000;

export class Follower {
  #settings;
  #store;
  #emit;
  #connection;
  #tracker = new ProgressTracker();
  #resyncs = new Resyncs();
  #from;
  /** The epoch that the server follows, also while another start was asked for. */
  #followedEpoch;
  #mayLoadCursor = true;
  #awaitsResumed = false;
  #isHeld = false;
  /** Whether nothing newer is wanted until the application asks for it: not from the next connection either. */
  #isCapped = false;
  #skipsToLive = false;
  #isFlushDue = false;
  #failedRecords = new Set();
  #unknownTypes = new Set();
  #controls = {
    hello: (session, message) => this.#hello(session, message),
    resumed: (session, message) => this.#resumed(message),
    gap: (session, message) => this.#gap(message),
    cursor_reset: (session, message) => this.#reset(message),
    replay_capped: (session, message) => this.#capped(message),
    replay_complete: (session, message) => this.#complete(message),
    fell_behind: (session, message) => this.#emit('lag', message),
    caught_up: (session, message) => this.#emit('lag', message),
    progress: (session, message) => this.#bookmark(message),
    resynced: (session, message) => this.#resynced(message),
    error: (session, message) => this.#serverError(message),
    closing: (session, message) => this.#closing(message),
  };

  constructor({ settings, runs, store, emit, connection }) {
    this.#settings = settings;
    this.#store = store;
    this.#emit = emit;
    this.#connection = connection;
    this.#from = settings.from;
    this.runs = runs;
    this.stats = { pages: 0, records: 0, skipped: 0, unreadable: 0 };
  }

  get cursor() {
    return this.#tracker.cursor;
  }

  connection(state) {
    this.#emit('connection', state);
  }

  get isPaused() {
    return this.#isCapped;
  }

  /** Goes on after `capped`, over a new connection if that one is lost; false if there is nothing to go on with. */
  continueReplay() {
    this.#isCapped = false;
    return this.#connection().send({ type: 'continue' }) || this.#connection().goOn();
  }

  skipToLive() {
    this.#isCapped = false;
    if (this.#connection().send({ type: 'skip_to_live' })) {
      return true;
    }
    this.#skipsToLive = this.#connection().goOn();
    return this.#skipsToLive;
  }

  failed(error) {
    this.#notice('internal_error', String(error?.stack ?? error).slice(0, 500));
  }

  async control(session, part) {
    session.parts ??= new Parts();
    const message = session.parts.join(part);
    if (message === undefined) {
      return;
    }
    if (Object.hasOwn(this.#controls, message.type)) {
      await this.#controls[message.type](session, message);
    } else {
      this.#unknown(String(message.type).slice(0, 60));
    }
  }

  #unknown(type) {
    if (this.#unknownTypes.size < MAX_UNKNOWN_TYPES && !this.#unknownTypes.has(type)) {
      this.#unknownTypes.add(type);
      this.#notice('unknown_message', `the server sends messages of type ${type}`);
    }
  }

  /** Pages that were on the way when another start was asked for are of no use any more. */
  async page(session, bytes) {
    const page = decodePage(bytes, this.#settings.maxPageBytes);
    if (session.lastPage === undefined) {
      throw new ProtocolError('page_before_hello', 'a page comes before hello');
    }
    if (page.page !== session.lastPage + 1n) {
      throw new ProtocolError('page_out_of_order', `page ${page.page} follows page ${session.lastPage}`);
    }
    session.lastPage = page.page;
    if (this.#awaitsResumed) {
      this.#acknowledge(page);
      return;
    }
    const isWhole = await (page.phase === RESYNC ? this.#applyResync(session, page) : this.#applyPage(session, page));
    if (isWhole && session.isCurrent()) {
      this.#report(page);
    }
  }

  resync(tenantId, threadId) {
    this.#connection().send(this.#resyncs.request(tenantId, threadId, 'user'));
  }

  /** Forgets everything, and begins somewhere else. */
  startOver(from) {
    const { cursor } = this;
    if (cursor !== undefined) {
      this.#store?.remove(cursor.epoch);
    }
    this.#tracker = new ProgressTracker();
    this.#from = from;
    this.#tell(this.runs.forgetPartition(undefined));
    this.#mayLoadCursor = false;
    this.#isCapped = false;
    this.#skipsToLive = false;
    this.#resume();
    this.#connection().goOn();
  }

  #hello(session, { protocol, sessionId, namespace = null, limits }) {
    if (session.lastPage !== undefined) {
      throw new ProtocolError('second_hello', 'the server says hello twice');
    }
    session.lastPage = 0n;
    this.#tracker.reconnected();
    this.#resyncs.forgetPending();
    this.#connection().expectEvery(session, limits?.progressEveryMs);
    this.#emit('hello', { protocol, sessionId, namespace, limits });
    if (this.cursor === undefined && this.#mayLoadCursor) {
      const stored = this.#store?.load(namespace);
      if (stored !== undefined) {
        this.#tracker.startAt(stored.epoch, stored.positions);
      }
    }
    this.#resume();
  }

  #resume() {
    const { cursor } = this;
    this.#awaitsResumed = true;
    const { thread, timestampMs, onReset, onCap, maxRecords, filter } = this.#settings;
    const start =
      cursor === undefined
        ? { from: this.#from, timestampMs: this.#from === 'timestamp' ? timestampMs : undefined }
        : { from: 'cursor', epoch: cursor.epoch, cursor: writePositions(cursor.positions) };
    const what =
      thread === undefined
        ? { mode: 'partition' }
        : { mode: 'thread', tenantId: thread.tenantId, threadId: thread.threadId };
    // The smallest budget, and on from there: what was left is said as gaps.
    const budget = this.#skipsToLive ? { onCap: 'skip_to_live', maxRecords: 1 } : { onCap, maxRecords };
    this.#connection().send({ type: 'resume', ...what, ...start, onReset, ...budget, filter });
  }

  #capped(message) {
    this.#isCapped = this.#settings.onCap === 'pause' && !this.#skipsToLive;
    this.#skipsToLive = false;
    this.#emit('capped', message);
  }

  #complete(message) {
    this.#skipsToLive = false;
    this.#emit('replay_complete', message);
  }

  #resumed(message) {
    if (message.epoch !== null && message.epoch !== undefined) {
      this.#tracker.startAt(readEpoch(message.epoch), startsOf(message.partitions));
    }
    this.#awaitsResumed = false;
    this.#isCapped = false;
    this.#followedEpoch = this.#tracker.epoch;
    this.#emit('resumed', message);
    this.#emit('connection', { state: 'following' });
    this.#askForAll();
  }

  /** The runs that the missing records may have been about are marked, those that have ended too. */
  #gap(message) {
    const partition = parseSmall(message.partition, 'gap.partition');
    const from = parseOffset(message.from, 'gap.from');
    const to = parseOffset(message.to, 'gap.to');
    if (message.epoch === this.#tracker.epoch) {
      this.#tracker.startAt(message.epoch, new Map([[partition, { next: to }]]));
    }
    this.#emit('gap', message);
    const error = `the records ${from} to ${to - 1n} of partition ${partition} are gone (${message.reason})`;
    this.#tell(this.runs.doubtPartition(partition, error));
  }

  #reset(message) {
    const partition = message.partition === '*' ? undefined : parseSmall(message.partition, 'cursor_reset.partition');
    const positions = readPositions(message.start ?? {}, 'cursor_reset.start');
    const oldEpoch = this.#tracker.epoch;
    this.#tracker.reset(partition, message.newEpoch === null ? undefined : readEpoch(message.newEpoch), positions);
    this.#emit('reset', message);
    if (message.discardState === true) {
      this.#tell(this.runs.forgetPartition(partition));
      if (oldEpoch !== undefined && oldEpoch !== message.newEpoch) {
        this.#store?.remove(oldEpoch);
      }
    }
  }

  async #applyPage(session, page) {
    if (page.next === undefined) {
      throw new ProtocolError('bad_message', `page ${page.page} has no cursor`);
    }
    const wanted = this.#tracker.wanted(page.records);
    this.stats.skipped += page.records.length - wanted.length;
    for (const record of wanted) {
      if (!session.isCurrent()) {
        return false;
      }
      await this.#applyRecord(record);
    }
    if (!session.isCurrent()) {
      return false;
    }
    this.#advance(page.next.epoch, positionsOf(page.next));
    return true;
  }

  async #applyRecord(record) {
    const message = this.#decode(record);
    if (message !== undefined) {
      this.#tell(await this.runs.accept(message, positionOf(record)));
    }
    this.stats.records++;
  }

  /** A record that only this side can't read may have been damaged on the way: it is asked for again, once. */
  #decode(record) {
    if (record.readability !== READABLE && record.readability !== NEWER_SCHEMA) {
      this.#unreadable(record, READABILITY[record.readability] ?? String(record.readability));
      return undefined;
    }
    try {
      return decodeMessage(record.value, this.#settings.maxMessageBytes);
    } catch (error) {
      if (!(error instanceof WireError)) {
        throw error;
      }
      this.#failed(record, error);
      return undefined;
    }
  }

  #failed(record, error) {
    const place = `${this.#tracker.epoch}/${record.partition}/${record.offset}`;
    if (!this.#failedRecords.has(place)) {
      this.#failedRecords.add(place);
      if (this.#failedRecords.size > MAX_POISON) {
        this.#failedRecords.delete(this.#failedRecords.values().next().value);
      }
      throw new ProtocolError(
        'record_undecodable',
        `record ${record.offset} of partition ${record.partition} can't be decoded (${error.reason}): ${error.message}`,
      );
    }
    this.#unreadable(record, error.reason);
  }

  /** If it was a message, its number is missing in its thread, which marks the run. */
  #unreadable({ partition, offset, value }, reason) {
    this.stats.unreadable++;
    this.#notice('record_unreadable', `record ${offset} of partition ${partition} can't be read: ${reason}`, {
      partition,
      offset,
      reason,
      bytes: value.length,
    });
  }

  async #applyResync(session, page) {
    for (const record of page.records) {
      if (!session.isCurrent()) {
        return false;
      }
      const message = this.#decode(record);
      if (message !== undefined) {
        this.#beginResyncs(message, record);
        this.#tell(await this.runs.accept(message, positionOf(record)));
      }
    }
    return true;
  }

  #beginResyncs(message, record) {
    for (const { tenantId, threadId } of unbatch(message, positionOf(record))) {
      if (this.#resyncs.begins(tenantId, threadId)) {
        this.#tell(this.runs.forgetThread(tenantId, threadId));
      }
    }
  }

  /** All that there is of the thread was sent; nothing that is missing in it will come. */
  async #resynced(message) {
    this.#resyncs.finished(message.tenantId, message.threadId);
    this.#tell(await this.runs.flushThread(message.tenantId, message.threadId));
    this.#emit('resynced', message);
    this.#askForAll();
  }

  /** Every page before it was handled before it. One that was on the way when another start was asked for says nothing any more. */
  #bookmark(message) {
    if (message.epoch !== null && message.epoch !== undefined && !this.#awaitsResumed) {
      this.#advance(readEpoch(message.epoch), readPositions(message.next, 'progress.next'));
    }
    this.#emit('progress', message);
  }

  #advance(epoch, positions) {
    this.#tracker.advance(epoch, positions);
    this.#save();
  }

  /**
   * Stores the cursor, unless something before it is not applied: a message that waits for one before it, or one of a newer schema
   * that has corrupted a run. A newer client will read that.
   */
  #save() {
    const isHeld = this.runs.all.some(({ corruption }) => corruption?.reason === 'newer_schema');
    if (isHeld !== this.#isHeld) {
      this.#isHeld = isHeld;
      this.#notice(
        isHeld ? 'cursor_held' : 'cursor_released',
        isHeld
          ? 'messages of a newer schema are not applied; the stored cursor stays before them'
          : 'no run depends on messages of a newer schema any more',
      );
    }
    if (!isHeld && !this.runs.isWaiting && this.cursor !== undefined) {
      this.#store?.save(this.cursor);
    }
  }

  #report(page) {
    this.stats.pages++;
    this.#acknowledge(page);
    this.#emit('page', { phase: PHASES[page.phase], records: page.records.length, remaining: page.remaining });
    if (this.runs.isWaiting && !this.#isFlushDue) {
      this.#isFlushDue = true;
      this.#settings.timers.setTimeout(() => this.#connection().run(() => this.#flush()), this.#settings.reorderWaitMs);
    }
  }

  #acknowledge(page) {
    this.#connection().send({
      type: 'progress',
      epoch: page.next?.epoch ?? this.#followedEpoch,
      page: page.page.toString(),
    });
  }

  async #flush() {
    this.#isFlushDue = false;
    this.#tell(await this.runs.flush());
    this.#save();
  }

  #tell(updates) {
    for (const update of updates) {
      this.#emit('update', update);
      if (update.type === 'run_corrupted') {
        this.#askAgain(update.run);
      }
    }
  }

  #askForAll() {
    this.runs.all.forEach((run) => this.#askAgain(run));
  }

  #askAgain(run) {
    const request = this.#settings.autoResync && run.corruption ? this.#resyncs.requestFor(run) : undefined;
    if (request !== undefined) {
      this.#connection().send(request);
    }
  }

  #serverError(message) {
    this.#emit('server_error', message);
    if (this.#awaitsResumed) {
      this.#refused(message);
    } else if (TOO_MUCH.has(message.code) && this.#resyncs.isAnyPending) {
      this.#resyncs.forgetPending();
      const { timers } = this.#settings;
      timers.setTimeout(
        () => this.#connection().run(() => this.#askForAll()),
        Math.min(Number(message.retryAfterMs) || RETRY_MS, MAX_RETRY_MS),
      );
    }
  }

  /** A cursor that the server refuses is dropped, which does not mean to begin at the beginning. */
  #refused({ code, message }) {
    const why = `${code}: ${String(message).slice(0, 200)}`;
    if ((code === 'invalid_cursor' || code === 'invalid_token') && this.cursor !== undefined) {
      this.#notice('cursor_refused', `the server refuses the cursor: ${why}`);
      this.startOver('latest');
    } else {
      throw new ProtocolError('resume_refused', why);
    }
  }

  #closing(message) {
    this.#connection().retryAfter(message.retryAfterMs);
    this.#emit('closing', message);
  }

  #notice(code, message, details = {}) {
    this.#emit('notice', { code, message, ...details });
  }
}

function positionOf({ partition, offset, value }) {
  return { partition, offset, bytes: value.length };
}

function positionsOf({ positions }) {
  return new Map(
    positions.map(({ partition, next, leaderEpoch }) => [
      partition,
      leaderEpoch === undefined ? { next } : { next, le: leaderEpoch },
    ]),
  );
}

/** Where each partition begins, by `resumed`. */
function startsOf(partitions) {
  return new Map(
    Object.entries(partitions ?? {}).map(([partition, { start }]) => [
      parsePartition(partition),
      { next: parseOffset(start, `resumed.partitions.${partition}.start`) },
    ]),
  );
}
