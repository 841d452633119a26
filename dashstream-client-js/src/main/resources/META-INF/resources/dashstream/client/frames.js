/** Decodes the binary frames of the session protocol and the record values inside them. Sizes are looked at first. */
import { fromBinary } from './lib/protobuf/index.js';
import { DashStreamMessage, Page } from './schema.js';
import { checkWire } from './wire-check.js';
import { WireError } from './wire-error.js';
import { decompress, loadZstd } from './zstd.js';

await loadZstd();

/** The largest message, decompressed and without the framing byte, unless configured otherwise. */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

/** The newest schema version that this client knows. */
export const SCHEMA_VERSION = 1;

const PLAIN = 0x00;
const ZSTD = 0x01;

/**
 * Decodes a record value as a DashStream producer writes it (docs/wire-format.md, strict mode).
 *
 * @param {Uint8Array} value the framed message
 * @param {number} limit how many bytes the message may have
 * @returns a DashStreamMessage; see {@link kindOf} and {@link bodyOf}; 64-bit numbers are BigInt
 * @throws {WireError} if it is not one
 */
export function decodeMessage(value, limit = MAX_MESSAGE_BYTES) {
  if (value.length === 0) {
    throw new WireError('empty', 'the record value has no bytes');
  }
  const message = parse(DashStreamMessage, unframe(value, limit));
  if (kindOf(message) === undefined) {
    throw new WireError('no_kind', 'the message is of no kind that this client knows');
  }
  return message;
}

function unframe(value, limit) {
  switch (value[0]) {
    case PLAIN:
      if (value.length - 1 > limit) {
        throw new WireError('too_large', `the message has ${value.length - 1} bytes; at most ${limit} are allowed`);
      }
      return value.subarray(1);
    case ZSTD:
      return decompress(value.subarray(1), limit);
    default:
      throw new WireError(
        'unknown_framing',
        `the first byte is 0x${value[0].toString(16).padStart(2, '0')}; 0x00 and 0x01 are allowed`,
      );
  }
}

/**
 * Decodes one binary frame of the session protocol v2.
 *
 * @param {Uint8Array} frame an encoded Page
 * @param {number} limit how many bytes it may have
 */
export function decodePage(frame, limit) {
  if (frame.length > limit) {
    throw new WireError('too_large', `a page of ${frame.length} bytes; at most ${limit} are allowed`);
  }
  return parse(Page, frame);
}

function parse(type, bytes) {
  checkWire(type, bytes);
  try {
    return fromBinary(type, bytes);
  } catch (error) {
    throw new WireError('malformed_message', `not a ${type.name}: ${String(error.message).slice(0, 200)}`);
  }
}

/** The kind of a message: `event`, `stateDiff`, `tokenChunk`, `toolExecution`, `checkpoint`, `metrics`, `error`, ... */
export function kindOf(message) {
  return message.message.case;
}

/** The message of its kind. */
export function bodyOf(message) {
  return message.message.value;
}
