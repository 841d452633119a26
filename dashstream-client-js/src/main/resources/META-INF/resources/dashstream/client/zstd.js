/**
 * Decompresses one zstd frame (RFC 8878) with all limits checked before anything is allocated.
 *
 * The decoder underneath allocates whatever the frame declares, joins frames that follow each other, and returns nothing when it
 * fails. So the headers are walked first: they tell whether there is exactly one frame, what it declares, and what its blocks
 * can hold at most.
 */
import { ZSTDDecoder } from './lib/zstddec/zstddec.modern.js';
import { WireError } from './wire-error.js';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const LARGEST_BLOCK = 128 * 1024;
const RAW = 0;
const RUN_LENGTH = 1;
const COMPRESSED = 2;

const decoder = new ZSTDDecoder();

/** Has to have resolved before {@link decompress} is called. */
export function loadZstd() {
  return decoder.init();
}

/**
 * @param {Uint8Array} frame exactly one zstd frame with its content size in the header
 * @param {number} limit how many bytes the content may have
 * @returns {Uint8Array} the content
 */
export function decompress(frame, limit) {
  const { declared, largest } = new HeaderWalk(frame).frame();
  if (declared === undefined) {
    throw new WireError('unknown_content_size', 'the zstd frame does not declare its content size');
  }
  if (declared > BigInt(limit)) {
    throw new WireError('too_large', `the zstd frame declares ${declared} bytes; at most ${limit} are allowed`);
  }
  if (declared > BigInt(largest)) {
    throw new WireError(
      'content_size_mismatch',
      `the zstd frame declares ${declared} bytes, but its blocks hold at most ${largest}`,
    );
  }
  return inflate(frame, Number(declared));
}

/** One byte more than declared: content that is longer than it says shows as an error or as that byte. */
function inflate(frame, declared) {
  const content = decoder.decode(frame, declared + 1);
  if (content.length !== declared) {
    throw content.length === 0
      ? new WireError('malformed_compression', 'the zstd frame can not be decompressed')
      : new WireError(
          'content_size_mismatch',
          `the zstd frame declares ${declared} bytes and holds ${content.length} or more`,
        );
  }
  return content;
}

class HeaderWalk {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  frame() {
    if (!MAGIC.every((byte, i) => this.bytes[i] === byte)) {
      throw this.malformed('no zstd frame: the four bytes 28 b5 2f fd are missing');
    }
    this.skip(MAGIC.length);
    const descriptor = this.number(1);
    if (descriptor & 0x08) {
      throw this.malformed('the zstd frame header sets a reserved bit');
    }
    const singleSegment = (descriptor & 0x20) !== 0;
    const window = singleSegment ? Infinity : windowSize(this.number(1));
    if (this.big([0, 1, 2, 4][descriptor & 0x03]) !== 0n) {
      throw this.malformed('the zstd frame needs a dictionary; none is used here');
    }
    const declared = this.contentSize(descriptor >> 6, singleSegment);
    const largest = this.blocks(Math.min(window, LARGEST_BLOCK));
    if (descriptor & 0x04) {
      this.skip(4);
    }
    if (this.at !== this.bytes.length) {
      throw new WireError(
        'trailing_bytes',
        `${this.bytes.length - this.at} bytes follow the zstd frame that ends at byte ${this.at}`,
      );
    }
    return { declared, largest };
  }

  contentSize(flag, singleSegment) {
    switch (flag) {
      case 0:
        return singleSegment ? this.big(1) : undefined;
      case 1:
        return this.big(2) + 256n;
      case 2:
        return this.big(4);
      default:
        return this.big(8);
    }
  }

  blocks(largestBlock) {
    let content = 0;
    let last = false;
    while (!last) {
      const header = this.number(3);
      last = (header & 1) !== 0;
      const size = header >> 3;
      content += this.block((header >> 1) & 3, size, largestBlock);
      if (size > largestBlock) {
        throw this.malformed(`a zstd block of ${size} bytes; at most ${largestBlock} are allowed`);
      }
    }
    return content;
  }

  block(type, size, largestBlock) {
    switch (type) {
      case RAW:
        this.skip(size);
        return size;
      case RUN_LENGTH:
        this.skip(1);
        return size;
      case COMPRESSED:
        this.skip(size);
        return largestBlock;
      default:
        throw this.malformed('a zstd block has the reserved type');
    }
  }

  number(length) {
    return Number(this.big(length));
  }

  big(length) {
    const from = this.at;
    this.skip(length);
    let value = 0n;
    for (let i = this.at - 1; i >= from; i--) {
      value = (value << 8n) | BigInt(this.bytes[i]);
    }
    return value;
  }

  skip(length) {
    if (length > this.bytes.length - this.at) {
      throw this.malformed(`the zstd frame is cut short: ${length} bytes expected, ${this.bytes.length - this.at} left`);
    }
    this.at += length;
  }

  malformed(what) {
    return new WireError('malformed_compression', `${what} (at byte ${this.at})`);
  }
}

function windowSize(descriptor) {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
