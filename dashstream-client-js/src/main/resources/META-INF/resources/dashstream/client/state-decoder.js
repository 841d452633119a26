/**
 * Turns state messages into states, and says how far each can be trusted:
 *
 * - `verified`: the hash or checksum that came with it is that of the state;
 * - `unchecked`: none came with it, or nothing here can compute one;
 * - `not_verifiable`: it has integers beyond 2^53-1, whose hash clients in JavaScript do not check.
 */
import { canonicalText, isVerifiable, stateHash } from './canonical.js';
import { JsonError, parseJson } from './json.js';
import { readOperations } from './operations.js';
import { applyPatch } from './patch.js';
import { PatchRefusal } from './patch-refusal.js';
import { WireError } from './wire-error.js';
import { decompress } from './zstd.js';

const MAX_ERROR_CHARS = 300;
const PLAIN = 0;
const ZSTD = 1;

/** A state that can't be taken. */
export class StateRefusal extends Error {
  /**
   * @param {string} reason one of patch_unreadable, patch_failed, hash_mismatch, checksum_mismatch, state_unreadable,
   *   unsupported_compression, state_elsewhere, state_too_large, unexpected
   */
  constructor(reason, message) {
    super(String(message).slice(0, MAX_ERROR_CHARS));
    this.name = 'StateRefusal';
    this.reason = reason;
  }
}

export class StateDecoder {
  /**
   * @param {{digest?: (bytes: Uint8Array) => Promise<Uint8Array>, maxStateBytes: number}} options `digest` is SHA-256; without
   *   it nothing is verified
   */
  constructor({ digest, maxStateBytes }) {
    this.digest = digest;
    this.maxStateBytes = maxStateBytes;
  }

  /** The state that GRAPH_START brings as text. */
  initialState(attribute) {
    return guarded(async () => {
      if (attribute.value.case !== 'stringValue') {
        throw new StateRefusal('state_unreadable', `initial_state_json is not a string but ${attribute.value.case}`);
      }
      const text = attribute.value.value;
      this.requireSize(text.length);
      return { value: parseJson(text), verdict: 'unchecked', size: text.length };
    });
  }

  fullState(diff) {
    return guarded(async () => {
      this.requireSize(diff.fullState.length);
      const value = parseJson(diff.fullState);
      return { value, verdict: await this.verify(value, diff.stateHash), size: diff.fullState.length };
    });
  }

  checkpoint(checkpoint) {
    return guarded(async () => {
      if (checkpoint.state.length === 0 && checkpoint.storageUri !== '') {
        throw new StateRefusal('state_elsewhere', `the state lies at ${checkpoint.storageUri.slice(0, 80)}`);
      }
      const json = this.plainState(checkpoint);
      const verdict = await this.verifyChecksum(json, checkpoint.checksum);
      return { value: parseJson(json), verdict, size: json.length };
    });
  }

  /**
   * @param diff a StateDiff with operations
   * @param state the state before
   * @param {number} size about how long that is as JSON
   */
  patch(diff, state, size) {
    return guarded(async () => {
      const operations = readable(diff.operations);
      const value = applied(state, operations);
      const grown = this.sizeAfter(diff, operations, value, size);
      return { value, verdict: await this.verify(value, diff.stateHash), size: grown };
    });
  }

  plainState({ state, compressionInfo }) {
    const type = compressionInfo?.type ?? PLAIN;
    if (type === PLAIN) {
      this.requireSize(state.length);
      return state;
    }
    if (type !== ZSTD) {
      throw new StateRefusal(
        'unsupported_compression',
        `compression_info.type is ${type}; a checkpoint's state is plain (0) or zstd (1)`,
      );
    }
    const json = decompress(state, this.maxStateBytes);
    const said = compressionInfo.uncompressedSize;
    if (said !== 0n && said !== BigInt(json.length)) {
      throw new StateRefusal(
        'state_unreadable',
        `compression_info.uncompressed_size is ${said}, the state has ${json.length} bytes`,
      );
    }
    return json;
  }

  /** Adding up what came is enough until that is too much; only copies make a state grow by more than the patch. */
  sizeAfter(diff, operations, value, size) {
    const sum = diff.operations.reduce((total, { path, value: bytes }) => total + path.length + bytes.length, size);
    const mustMeasure = sum > this.maxStateBytes || operations.some(({ op }) => op === 'copy');
    if (!mustMeasure) {
      return sum;
    }
    const measured = canonicalText(value).length;
    this.requireSize(measured);
    return measured;
  }

  requireSize(size) {
    if (size > this.maxStateBytes) {
      throw new StateRefusal('state_too_large', `a state of ${size} bytes; at most ${this.maxStateBytes} are taken`);
    }
  }

  async verify(value, expected) {
    if (expected.length === 0 || this.digest === undefined) {
      return 'unchecked';
    }
    if (!isVerifiable(value)) {
      return 'not_verifiable';
    }
    return compare('hash_mismatch', 'hash', await stateHash(value, this.digest), expected);
  }

  async verifyChecksum(json, expected) {
    if (expected.length === 0 || this.digest === undefined) {
      return 'unchecked';
    }
    return compare('checksum_mismatch', 'checksum', await this.digest(json), expected);
  }
}

function readable(messages) {
  try {
    return readOperations(messages);
  } catch (error) {
    throw error instanceof PatchRefusal ? new StateRefusal('patch_unreadable', error.message) : error;
  }
}

function applied(state, operations) {
  try {
    return applyPatch(state, operations);
  } catch (error) {
    throw error instanceof PatchRefusal ? new StateRefusal('patch_failed', error.message) : error;
  }
}

function compare(reason, what, found, expected) {
  if (found.length !== expected.length || hex(found) !== hex(expected)) {
    throw new StateRefusal(reason, `${what} of the state is ${hex(found)}, the message says ${hex(expected)}`);
  }
  return 'verified';
}

/** Whatever is wrong with a message must not stop its reader, also what nobody thought of. */
async function guarded(decoding) {
  try {
    return await decoding();
  } catch (error) {
    if (error instanceof StateRefusal) {
      throw error;
    }
    if (error instanceof WireError) {
      throw new StateRefusal(error.reason === 'too_large' ? 'state_too_large' : 'state_unreadable', error.message);
    }
    throw new StateRefusal(error instanceof JsonError ? 'state_unreadable' : 'unexpected', error?.message ?? error);
  }
}

function hex(bytes) {
  return Array.from(bytes.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
