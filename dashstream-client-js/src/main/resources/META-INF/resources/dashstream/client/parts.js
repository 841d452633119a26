/** Messages that name more partitions than fit one frame come in parts; all but the last say `more`. */
import { ProtocolError } from './protocol-error.js';

const MAX_PARTS = 1000;

export class Parts {
  #parts = [];

  /** @returns the whole message; undefined while there is more to come */
  join(message) {
    if (this.#parts.length > 0 && this.#parts[0].type !== message.type) {
      throw new ProtocolError('bad_message', `a ${this.#parts[0].type} in parts is followed by another message`);
    }
    this.#parts.push(message);
    if (this.#parts.length > MAX_PARTS) {
      throw new ProtocolError('bad_message', `a ${message.type} has more than ${MAX_PARTS} parts`);
    }
    if (message.more === true) {
      return undefined;
    }
    const whole = this.#parts.reduce(joined);
    this.#parts = [];
    return whole;
  }
}

/** What is by partition is put together; all else is the same in each part. */
function joined(first, second) {
  const whole = { ...first, ...second };
  for (const [name, value] of Object.entries(second)) {
    if (isObject(value) && isObject(first[name])) {
      whole[name] = { ...first[name], ...value };
    }
  }
  return whole;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
