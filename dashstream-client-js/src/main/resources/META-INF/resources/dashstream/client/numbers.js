/** Numbers that do not fit a double: offsets and sequences are BigInt in the client and decimal text in JSON. */

export const MAX_OFFSET = 2n ** 63n - 1n;
export const MAX_SEQUENCE = 2n ** 64n - 1n;

const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;

export class NumberError extends Error {
  constructor(message) {
    super(message);
    this.name = 'NumberError';
  }
}

/**
 * Reads an offset as it stands in JSON.
 *
 * @param {unknown} value decimal text without sign and leading zeros, as servers write it
 * @param {string} field what to name in the error
 * @returns {bigint} 0 to 2^63-1
 */
export function parseOffset(value, field = 'offset') {
  return parse(value, field, MAX_OFFSET);
}

/** Reads a sequence, which goes up to 2^64-1; otherwise like {@link parseOffset}. */
export function parseSequence(value, field = 'sequence') {
  return parse(value, field, MAX_SEQUENCE);
}

/** Reads a partition or another small count: an integer from 0 to 2^31-1. */
export function parseSmall(value, field) {
  if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
    throw new NumberError(`${field} is ${shown(value)}; an integer from 0 to 2147483647 is allowed`);
  }
  return value;
}

/** Reads a partition that is the name of a JSON member. */
export function parsePartition(name) {
  if (!DECIMAL.test(name) || Number(name) > 0x7fffffff) {
    throw new NumberError(`partition is ${shown(name)}; an integer from 0 to 2147483647 is allowed`);
  }
  return Number(name);
}

function parse(value, field, largest) {
  const read = typeof value === 'string' && DECIMAL.test(value) ? BigInt(value) : undefined;
  if (read === undefined || read > largest) {
    throw new NumberError(
      `${field} is ${shown(value)}; decimal text without sign and leading zeros from 0 to ${largest} is allowed`,
    );
  }
  return read;
}

function shown(value) {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value).slice(0, 40);
  return `${text} (${typeof value})`;
}
