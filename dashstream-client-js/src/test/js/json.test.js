import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from './under-test.js';
import { coreVectors, fromHex, replayVectors } from './vectors.js';

const { canonicalText, equalJson, isVerifiable, parseJson, parseOffset, parseSequence, stateHash } = await load('index.js');
const { webCryptoDigest } = await load('canonical.js');

const strict = JSON.parse(coreVectors('strict-json'));
const canonical = JSON.parse(coreVectors('canonical-json'));
const offsets = JSON.parse(replayVectors('offsets'));
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const shown = (text) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);

describe('CO-05: every kind of doubtful JSON has one verdict', () => {
  const refused = { malformed: 'malformed', duplicateKeys: 'duplicate_key', numbersOutOfRange: 'number_out_of_range' };
  for (const [list, reason] of Object.entries(refused)) {
    for (const text of strict[list]) {
      test(`${shown(text)} is refused: ${reason}`, () => {
        assert.throws(() => parseJson(text), { name: 'JsonError', reason });
      });
    }
  }
  for (const bytes of strict.notUtf8Bytes.concat(strict.malformedBytes)) {
    test(`bytes ${bytes} are refused`, () => {
      assert.throws(() => parseJson(fromHex(bytes)), { name: 'JsonError' });
    });
  }
  for (const { json, canonical: text } of strict.numbers) {
    test(`the number ${shown(json)} is taken`, () => {
      assert.equal(canonicalText(parseJson(json)), text);
    });
  }

  test('containers may be nested 120 levels and no more', () => {
    assert.equal(canonicalText(parseJson('['.repeat(120) + '1' + ']'.repeat(120))).length, 241);
    assert.throws(() => parseJson('['.repeat(121) + ']'.repeat(121)), { reason: 'too_deep' });
    assert.throws(() => parseJson('['.repeat(1_000_000)), { reason: 'too_deep' });
  });

  test('an escaped lone surrogate is kept and written as an escape again', () => {
    assert.equal(canonicalText(parseJson('"\\uD83D"')), '"\\ud83d"');
  });

  test('UI-18: a member named __proto__ is a member like others', () => {
    const state = parseJson('{"__proto__":{"polluted":true},"constructor":1}');
    assert.deepEqual(Object.keys(state), ['__proto__', 'constructor']);
    assert.equal({}.polluted, undefined);
    assert.equal(canonicalText(state), '{"__proto__":{"polluted":true},"constructor":1}');
  });
});

describe('CO-09: canonical JSON and its hash are those of RFC 8785 and of Java', () => {
  for (const { json, hex: bytes } of canonical.examples) {
    test('the example of the RFC has the bytes of the RFC', () => {
      assert.equal(hex(new TextEncoder().encode(canonicalText(parseJson(json)))), bytes);
    });
  }
  for (const { bits, text } of canonical.doubles) {
    test(`the double ${bits} is ${text}`, () => {
      assert.equal(canonicalText(new DataView(fromHex(bits).buffer).getFloat64(0)), text);
    });
  }
  for (const { number, text } of canonical.shortest) {
    test(`${number} is ${text}`, () => {
      assert.equal(canonicalText(parseJson(number)), text);
    });
  }
  for (const { json, canonical: text } of canonical.spellings) {
    test(`${shown(json)} is spelt ${shown(text)}`, () => {
      assert.equal(canonicalText(parseJson(json)), text);
    });
  }
  for (const { canonical: text, sha256 } of canonical.hashes) {
    test(`the hash of ${text} is ${sha256}`, async () => {
      assert.equal(hex(await stateHash(parseJson(text), webCryptoDigest)), sha256);
    });
  }
  for (const text of canonical.verifiable) {
    test(`${text} is verifiable`, () => assert.equal(isVerifiable(parseJson(text)), true));
  }
  for (const text of canonical.notVerifiable) {
    test(`${text} is not verifiable, and keeps its digits`, () => {
      assert.equal(isVerifiable(parseJson(text)), false);
      assert.equal(canonicalText(parseJson(text)), text);
    });
  }

  test('the order of members makes no difference', () => {
    assert.equal(canonicalText(parseJson('{"b":1,"a":{"d":2,"c":3}}')), canonicalText(parseJson('{"a":{"c":3,"d":2},"b":1}')));
  });

  test('what is not JSON is refused', () => {
    for (const value of [NaN, Infinity, undefined, () => {}, Symbol.iterator]) {
      assert.throws(() => canonicalText(value), TypeError);
    }
  });
});

test('numbers are equal by value', () => {
  assert.equal(equalJson(parseJson('[1,{"a":9007199254740993}]'), parseJson('[1.0,{"a":9007199254740993}]')), true);
  assert.equal(equalJson(parseJson('9007199254740993'), parseJson('9007199254740992.0')), false);
  assert.equal(equalJson(parseJson('1'), parseJson('"1"')), false);
  assert.equal(equalJson(parseJson('{}'), parseJson('[]')), false);
  assert.equal(equalJson(null, parseJson('{}')), false);
});

describe('CO-02: offsets are decimal text, to the digit', () => {
  const taken = offsets.taken.filter((json) => json.startsWith('"'));
  for (const json of taken) {
    test(`${json} is taken`, () => {
      assert.equal(`"${parseOffset(parseJson(json))}"`, json);
    });
  }
  const refused = offsets.refused.concat(offsets.taken.filter((json) => !json.startsWith('"')));
  for (const json of refused) {
    test(`${json} is refused`, () => {
      assert.throws(() => parseOffset(parseJson(json), 'f'));
    });
  }

  test('a sequence goes up to 2^64-1', () => {
    assert.equal(parseSequence('18446744073709551615'), 2n ** 64n - 1n);
    assert.throws(() => parseSequence('18446744073709551616', 'sequence'), /sequence is "18446744073709551616"/);
  });
});
