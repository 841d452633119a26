import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { property } from './seeded.js';
import { load } from './under-test.js';
import { fromHex, goldenFrame, goldenFrames } from './vectors.js';

const { bodyOf, DashStreamMessage, decodeMessage, decodePage, toProtoJson, WireError } = await load('index.js');
const { decompress } = await load('zstd.js');

/** The decoder underneath does not tell content that is longer than declared from content that is damaged. */
const OTHER_REASON = { 'refused-zstd-declares-less': 'malformed_compression' };

describe('CO-22, CF-05: golden frames', () => {
  for (const { name, bytes, expected } of goldenFrames()) {
    if (expected.strict === 'message') {
      test(`${name} decodes to the same JSON as in Java`, () => {
        assert.deepEqual(toProtoJson(DashStreamMessage, decodeMessage(bytes)), expected.message);
      });
    } else {
      test(`${name} is refused: ${expected.strict}`, () => {
        assert.throws(() => decodeMessage(bytes), { name: 'WireError', reason: OTHER_REASON[name] ?? expected.strict });
      });
    }
  }
});

test('CO-02: sequences around 2^53, 2^63 and 2^64 stay exact', () => {
  const exact = {
    'sequence-2p53-minus-1': 2n ** 53n - 1n,
    'sequence-2p53': 2n ** 53n,
    'sequence-2p53-plus-1': 2n ** 53n + 1n,
    'sequence-2p63-minus-1': 2n ** 63n - 1n,
    'sequence-2p63': 2n ** 63n,
    'sequence-2p64-minus-1': 2n ** 64n - 1n,
  };
  for (const [name, sequence] of Object.entries(exact)) {
    assert.equal(bodyOf(decodeMessage(goldenFrame(name).bytes)).header.sequence, sequence);
  }
});

describe('CO-11: sizes are looked at before anything is decompressed', () => {
  /** The decoder's memory only grows: it shows what was ever allocated in it. */
  async function memoryAfter(action) {
    const before = process.memoryUsage();
    assert.throws(action, WireError);
    const after = process.memoryUsage();
    return after.external + after.arrayBuffers + after.heapUsed - (before.external + before.arrayBuffers + before.heapUsed);
  }

  test('a frame that declares 50 MB is refused without allocating them', async () => {
    const { bytes } = goldenFrame('refused-zstd-declares-50-mb');
    assert.ok((await memoryAfter(() => decodeMessage(bytes))) < 11 * 1024 * 1024);
  });

  test('a frame that declares 2^64-2 bytes is refused', () => {
    const { bytes } = goldenFrame('refused-zstd-declares-2p64-minus-2');
    assert.throws(() => decodeMessage(bytes), { reason: 'too_large' });
  });

  test('a short frame can not declare more than its blocks hold', async () => {
    const frame = fromHex('28b52ffda0' + '00009000' + '210000' + '78787878');
    assert.ok((await memoryAfter(() => decompress(frame, 10 * 1024 * 1024))) < 1024 * 1024);
    assert.throws(() => decompress(frame, 10 * 1024 * 1024), { reason: 'content_size_mismatch' });
  });

  test('a frame without a content size is refused', () => {
    assert.throws(() => decodeMessage(goldenFrame('zstd-without-content-size').bytes), { reason: 'unknown_content_size' });
  });

  test('two frames are not joined', () => {
    assert.throws(() => decodeMessage(goldenFrame('refused-zstd-two-frames').bytes), { reason: 'trailing_bytes' });
  });
});

describe('CO-12: the limit is for the message without the framing byte', () => {
  const { bytes } = goldenFrame('event-node-start');
  const size = bytes.length - 1;

  test('a message of exactly the limit is taken', () => {
    assert.equal(bodyOf(decodeMessage(bytes, size)).nodeId, 'plan');
  });

  test('one byte more is refused', () => {
    assert.throws(() => decodeMessage(bytes, size - 1), { reason: 'too_large' });
  });

  test('a compressed one has the same limit for its content', () => {
    const zipped = goldenFrame('zstd-with-checksum').bytes;
    assert.throws(() => decodeMessage(zipped, 10), { reason: 'too_large' });
  });

  test('a page above the limit is refused before it is parsed', () => {
    assert.throws(() => decodePage(new Uint8Array(11), 10), { reason: 'too_large' });
  });
});

describe('malformed protobuf is refused', () => {
  const cases = {
    'a part that reaches beyond the whole': '000a7f08',
    'a part that reaches beyond the part that it is in': '000a030a0508010203',
    'a field of another wire type': '000a02 0801'.replace(' ', ''),
    'a number of eleven bytes': '0008ffffffffffffffffffff01',
    'a group that does not end': '000b',
    'field number 0': '000000',
  };
  for (const [what, hex] of Object.entries(cases)) {
    test(what, () => {
      assert.throws(() => decodeMessage(fromHex(hex)), { name: 'WireError', reason: 'malformed_message' });
    });
  }

  test('a message of more parts than any real one has is refused before it is parsed', () => {
    const events = new Uint8Array(1 + 5 + 2 * 1_000_001);
    const length = 2 * 1_000_001;
    events.set([0x00, 0x42, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, ((length >> 14) & 0x7f) | 0x80, length >> 21]);
    for (let at = 6; at < events.length; at += 2) {
      events.set([0x12, 0x00], at);
    }
    assert.throws(() => decodeMessage(events), { reason: 'too_complex' });
  });
});

const frames = goldenFrames().map(({ bytes }) => bytes);

property('CO-18: mutated golden frames give a message or a WireError, never anything else', 20_000, (random) => {
  const frame = Uint8Array.from(random.pick(frames));
  for (let change = random.below(4); change > 0 && frame.length > 0; change--) {
    frame[random.below(frame.length)] = random.below(256);
  }
  try {
    decodeMessage(frame.subarray(0, random.chance(0.2) ? random.below(frame.length + 1) : frame.length));
  } catch (error) {
    assert.ok(error instanceof WireError, `frame ${Buffer.from(frame).toString('hex')}: ${error.stack}`);
  }
});
