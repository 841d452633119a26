/**
 * Puts the messages of one thread in order by their numbers, and tells what is missing.
 *
 * Duplicates are named; what comes ahead waits in a bounded window for what is missing before it; what does not come until the
 * window is full is a hole. A number that was used before by another message means that the producer began to count anew.
 */

/** A process can't be restarted so fast that time tells nothing. */
const CLEARLY_MICROS = 1_000_000n;
/** A counter that starts at the clock is beyond this (1980), one that starts at 1 never gets there. */
const LOWEST_CLOCK = 315_532_800_000_000n;
const REMEMBERED = 8192;
const REMEMBERED_HOLES = 64;
/** So many late messages in a row are not late: it was a wrong number that made them so. */
const LATE_IN_A_ROW = 16;

/**
 * What {@link ThreadOrder#accept} tells, in this order:
 *
 * - {step: 'begin', complete}: the count begins; `complete` if nothing precedes what we know
 * - {step: 'restart', first, complete}: it begins anew
 * - {step: 'hole', first, last}: these will not come any more
 * - {step: 'message', message}: the next one in order
 * - {step: 'ignored', message, reason}: `duplicate`, `late` or `before_baseline`
 */
export class ThreadOrder {
  #maxMessages;
  #maxBytes;
  #anchor = 'nothing_seen';
  #baseline = 0n;
  #last = 0n;
  #newest = 0n;
  #lateInARow = 0;
  #waiting = new Map();
  #waitingBytes = 0;
  #ids = new Set();
  #idOf = new Map();
  #holes = [];

  /** @param {{reorderMessages: number, reorderBytes: number}} limits of the window */
  constructor({ reorderMessages, reorderBytes }) {
    this.#maxMessages = BigInt(reorderMessages);
    this.#maxBytes = reorderBytes;
  }

  get isWaiting() {
    return this.#waiting.size > 0;
  }

  accept(message) {
    const steps = [];
    if (this.#anchor === 'nothing_seen') {
      this.#begin(message, 'open', steps);
      return steps;
    }
    switch (this.#placeOf(message)) {
      case 'next':
        this.#pass(message, steps);
        this.#passContiguous(steps);
        break;
      case 'ahead':
        this.#hold(message, steps);
        break;
      case 'restart':
        steps.push(...this.flush());
        this.#forget();
        this.#begin(message, 'set', steps);
        break;
      case 'late':
        this.#lateInARow++;
        this.#remember(message);
        steps.push({
          step: 'ignored',
          message,
          reason: this.#isInHole(message.sequence) ? 'late' : 'before_baseline',
        });
        break;
      default:
        steps.push({ step: 'ignored', message, reason: 'duplicate' });
    }
    return steps;
  }

  /** Stops waiting: gives up what is missing before what waits. */
  flush() {
    const steps = [];
    while (this.isWaiting) {
      this.#giveUpLowest(steps);
    }
    return steps;
  }

  #placeOf(message) {
    const { sequence, id } = message;
    if (this.#ids.has(id)) {
      return 'duplicate';
    }
    const waiting = this.#waiting.get(sequence);
    if (waiting !== undefined) {
      return waiting.id === id ? 'duplicate' : 'restart';
    }
    if (this.isWaiting && sequence < this.#highestWaiting() && this.#isClearlyNewer(message)) {
      return 'restart';
    }
    if (sequence > this.#last) {
      return sequence === this.#last + 1n ? 'next' : 'ahead';
    }
    return this.#idOf.has(sequence) ? 'restart' : this.#placeOfUnknown(message);
  }

  /** A passed number of which it is not remembered which message had it. */
  #placeOfUnknown(message) {
    if (this.#isClearlyNewer(message)) {
      return 'restart';
    }
    const inHole = this.#isInHole(message.sequence);
    if (message.startsRun && !inHole) {
      return 'restart';
    }
    if (inHole || message.sequence < this.#baseline) {
      return this.#lateInARow < LATE_IN_A_ROW ? 'late' : 'restart';
    }
    return 'duplicate';
  }

  /** A count may begin shortly before the first message that we see of it; then that one waits. */
  #begin(message, whileWaiting, steps) {
    const restarted = whileWaiting === 'set';
    if (message.sequence !== 1n && message.sequence <= this.#maxMessages) {
      this.#anchor = whileWaiting;
      this.#last = 0n;
      this.#baseline = 1n;
      if (restarted) {
        steps.push({ step: 'restart', first: 1n, complete: true });
      }
      this.#hold(message, steps);
      return;
    }
    this.#anchorAt(message, restarted, steps);
    this.#pass(message, steps);
    this.#passContiguous(steps);
  }

  #anchorAt(message, restarted, steps) {
    this.#anchor = 'set';
    this.#baseline = message.sequence;
    this.#last = message.sequence - 1n;
    const complete = message.sequence === 1n || startsAtClock(message);
    steps.push(restarted ? { step: 'restart', first: message.sequence, complete } : { step: 'begin', complete });
  }

  #hold(message, steps) {
    this.#notice(message);
    this.#waiting.set(message.sequence, message);
    this.#waitingBytes += message.bytes;
    while (
      this.isWaiting &&
      (this.#waitingBytes > this.#maxBytes || this.#highestWaiting() - this.#last > this.#maxMessages)
    ) {
      this.#giveUpLowest(steps);
    }
  }

  #giveUpLowest(steps) {
    const sequence = [...this.#waiting.keys()].reduce((a, b) => (a < b ? a : b));
    const lowest = this.#take(sequence);
    if (this.#anchor === 'open') {
      this.#anchorAt(lowest, false, steps);
    } else if (this.#isAnotherClockStart(lowest)) {
      this.#anchorAt(lowest, true, steps);
    } else if (sequence !== this.#last + 1n) {
      const hole = { step: 'hole', first: this.#last + 1n, last: sequence - 1n };
      this.#holes = [...this.#holes.slice(1 - REMEMBERED_HOLES), hole];
      steps.push(hole);
    }
    this.#pass(lowest, steps);
    this.#passContiguous(steps);
  }

  #passContiguous(steps) {
    while (this.#waiting.has(this.#last + 1n)) {
      this.#pass(this.#take(this.#last + 1n), steps);
    }
  }

  #pass(message, steps) {
    if (this.#anchor === 'open') {
      this.#anchorAt(message, false, steps);
    }
    this.#last = message.sequence;
    this.#lateInARow = 0;
    this.#notice(message);
    this.#remember(message);
    steps.push({ step: 'message', message });
  }

  #take(sequence) {
    const message = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    this.#waitingBytes -= message.bytes;
    return message;
  }

  #highestWaiting() {
    let highest = 0n;
    for (const sequence of this.#waiting.keys()) {
      highest = sequence > highest ? sequence : highest;
    }
    return highest;
  }

  #remember(message) {
    this.#ids.add(message.id);
    if (this.#ids.size > REMEMBERED) {
      this.#ids.delete(this.#ids.values().next().value);
    }
    this.#idOf.set(message.sequence, message.id);
    if (this.#idOf.size > REMEMBERED) {
      this.#idOf.delete(this.#idOf.keys().next().value);
    }
  }

  /** Ids are kept: a copy of an old message stays one. */
  #forget() {
    this.#idOf.clear();
    this.#holes = [];
    this.#newest = 0n;
  }

  #notice({ timestamp }) {
    this.#newest = timestamp > this.#newest ? timestamp : this.#newest;
  }

  #isClearlyNewer({ timestamp }) {
    return timestamp - this.#newest > CLEARLY_MICROS;
  }

  #isInHole(sequence) {
    return this.#holes.some(({ first, last }) => first <= sequence && sequence <= last);
  }

  /** So many messages are not lost at once, but so many microseconds pass before a process runs again. */
  #isAnotherClockStart(lowest) {
    return (
      startsAtClock(lowest) || (lowest.sequence > LOWEST_CLOCK && lowest.sequence - this.#last > CLEARLY_MICROS)
    );
  }
}

/** A producer may start a thread's counter at the current microsecond, which is then the time of its first message. */
function startsAtClock({ startsRun, sequence, timestamp }) {
  const apart = sequence > timestamp ? sequence - timestamp : timestamp - sequence;
  return startsRun && sequence > LOWEST_CLOCK && apart < CLEARLY_MICROS;
}
