/**
 * How far the log is applied. Only what is wholly applied moves it on; offsets that run backwards without an announced reset are
 * an error.
 */
import { ProtocolError } from './protocol-error.js';

export class ProgressTracker {
  #positions = new Map();
  /** The last offset of each partition that came over this connection. */
  #received = new Map();

  constructor() {
    this.epoch = undefined;
  }

  /** {epoch, positions} to resume with; undefined while there is nothing to go on from. */
  get cursor() {
    return this.epoch === undefined ? undefined : { epoch: this.epoch, positions: new Map(this.#positions) };
  }

  /** A new connection may send again what the last one had sent. */
  reconnected() {
    this.#received.clear();
  }

  /** Takes over a stored cursor, or begins a log: nothing before these positions is asked for. */
  startAt(epoch, positions) {
    if (epoch !== this.epoch) {
      this.#positions.clear();
      this.#received.clear();
      this.epoch = epoch;
    }
    for (const [partition, position] of positions) {
      const own = this.#positions.get(partition);
      if (own === undefined || own.next < position.next) {
        this.#positions.set(partition, position);
      }
    }
  }

  /** Everything known is void: for one partition, or for all if it is undefined. */
  reset(partition, epoch, positions) {
    if (partition === undefined) {
      this.#positions.clear();
      this.#received.clear();
    } else {
      this.#positions.delete(partition);
      this.#received.delete(partition);
    }
    this.epoch = epoch;
    positions.forEach((position, of) => this.#positions.set(of, position));
  }

  /** The records of a page that are wanted. Those below the cursor were applied before the connection was cut. */
  wanted(records) {
    const received = new Map(this.#received);
    for (const { partition, offset } of records) {
      const last = received.get(partition);
      if (last !== undefined && offset <= last) {
        throw new ProtocolError(
          'offset_backwards',
          `partition ${partition} goes from offset ${last} to ${offset} without a reset`,
        );
      }
      received.set(partition, offset);
    }
    this.#received = received;
    return records.filter(({ partition, offset }) => offset >= (this.#positions.get(partition)?.next ?? 0n));
  }

  /** Everything before these positions is applied. */
  advance(epoch, positions) {
    if (epoch !== this.epoch) {
      throw new ProtocolError('epoch_changed', `the log changes from ${this.epoch} to ${epoch} without a reset`);
    }
    for (const [partition, { next }] of positions) {
      const own = this.#positions.get(partition);
      if (own !== undefined && next < own.next) {
        throw new ProtocolError(
          'cursor_backwards',
          `the cursor of partition ${partition} goes from ${own.next} to ${next} without a reset`,
        );
      }
    }
    positions.forEach((position, partition) => this.#positions.set(partition, position));
  }
}
