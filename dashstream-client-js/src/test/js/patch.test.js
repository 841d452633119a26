import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from './under-test.js';
import { coreVectors } from './vectors.js';

const { applyPatch, canonicalText, parseJson } = await load('index.js');
const { readOperations } = await load('operations.js');
const vectors = parseJson(coreVectors('json-patch'));
const json = (text) => parseJson(text.replaceAll("'", '"'));
const utf8 = (text) => new TextEncoder().encode(text);

describe('CO-04: patches are applied by RFC 6902 and RFC 6901, strictly, as in Java', () => {
  for (const { state, patch, expected } of vectors.applied) {
    test(`${canonicalText(state)} and ${canonicalText(patch)} give ${canonicalText(expected)}`, () => {
      const before = canonicalText(state);
      assert.equal(canonicalText(applyPatch(state, patch)), canonicalText(expected));
      assert.equal(canonicalText(state), before);
    });
  }
  for (const { state, operation, reason } of vectors.refused) {
    test(`m704 ${canonicalText(operation)} does not fit ${canonicalText(state)}: ${reason}`, () => {
      const before = canonicalText(state);
      assert.throws(() => applyPatch(state, [operation]), { name: 'PatchRefusal', reason, operationIndex: 0 });
      assert.equal(canonicalText(state), before);
    });
  }

  test('m704 a patch that fails in its last operation leaves the state as it was', () => {
    const state = json("{'l':[1,{'a':2}]}");
    const patch = json("[{'op':'add','path':'/l/0','value':0},{'op':'remove','path':'/l/2/a'},{'op':'remove','path':'/x'}]");
    assert.throws(() => applyPatch(state, patch), { reason: 'no_such_target', operationIndex: 2 });
    assert.equal(canonicalText(state), '{"l":[1,{"a":2}]}');
  });

  test('an unknown operation is refused', () => {
    assert.throws(() => applyPatch({}, [{ op: 'ADD', path: '/a', value: 1 }]), { reason: 'unknown_operation' });
  });
});

describe('UI-18: paths through prototypes are refused', () => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    for (const path of [`/${name}/x`, `/a/${name}/x`, `/a/${name}`]) {
      test(path, () => {
        const state = json("{'a':{}}");
        for (const operation of [
          { op: 'add', path, value: 1 },
          { op: 'copy', from: path, path: '/b' },
          { op: 'move', from: path, path: '/b' },
        ]) {
          assert.throws(() => applyPatch(state, [operation]), { reason: 'forbidden_path' });
        }
        assert.equal({}.x, undefined);
        assert.equal(canonicalText(state), '{"a":{}}');
      });
    }
  }
});

describe('CO-15: old states never change', () => {
  test('a copied part is not changed through its copy', () => {
    const state = json("{'a':{'l':[1]}}");
    const next = applyPatch(
      state,
      json(
        "[{'op':'add','path':'/a/l/-','value':2},{'op':'copy','from':'/a','path':'/b'}," +
          "{'op':'add','path':'/b/l/-','value':3},{'op':'replace','path':'/a/l/0','value':9}]",
      ),
    );
    assert.equal(canonicalText(next), '{"a":{"l":[9,2]},"b":{"l":[1,2,3]}}');
    assert.equal(canonicalText(state), '{"a":{"l":[1]}}');
  });

  test('a value that came with a patch is not changed by a later one', () => {
    const first = applyPatch(json('{}'), json("[{'op':'add','path':'/v','value':{'l':[]}}]"));
    const second = applyPatch(first, json("[{'op':'add','path':'/v/l/-','value':1}]"));
    assert.equal(canonicalText(first), '{"v":{"l":[]}}');
    assert.equal(canonicalText(second), '{"v":{"l":[1]}}');
  });

  test('what no path leads through is shared', () => {
    const state = json("{'big':[1,2,3],'n':0}");
    assert.equal(applyPatch(state, json("[{'op':'replace','path':'/n','value':1}]")).big, state.big);
  });
});

describe('CO-16: what a patch may cost is bounded', () => {
  const append = { op: 'add', path: '/-', value: 1 };

  test('10 000 operations are taken, one more is refused', () => {
    assert.equal(applyPatch([], Array(10_000).fill(append)).length, 10_000);
    assert.throws(() => applyPatch([], Array(10_001).fill(append)), { reason: 'too_many_operations' });
  });

  test('copies that double the state again and again are refused', () => {
    const doubling = Array(60).fill({ op: 'copy', from: '', path: '/-' });
    assert.throws(() => applyPatch(['0123456789'], doubling), { reason: 'too_much_work' });
  });

  test('copying and changing in turn is refused before it takes forever', () => {
    const operations = Array(5000)
      .fill([
        { op: 'replace', path: '/a/0', value: 1 },
        { op: 'copy', from: '/a', path: '/b' },
      ])
      .flat();
    const state = parseJson(`{"a":[${Array(50_000).fill(7)}]}`);
    assert.throws(() => applyPatch(state, operations), { reason: 'too_much_work' });
  });

  test('a value can not be nested deeper than 120 levels by any operation', () => {
    const nested = (levels) => parseJson('['.repeat(levels) + ']'.repeat(levels));
    assert.ok(applyPatch(nested(1), [{ op: 'add', path: '/-', value: nested(119) }]));
    assert.throws(() => applyPatch(nested(1), [{ op: 'add', path: '/-', value: nested(120) }]), { reason: 'too_deep' });
    assert.throws(() => applyPatch([nested(119)], [{ op: 'copy', from: '/0', path: `/0${'/0'.repeat(60)}/-` }]), {
      reason: 'too_deep',
    });
  });

  test('long paths are refused', () => {
    assert.throws(() => applyPatch({}, [{ op: 'add', path: `/${'x'.repeat(8192)}`, value: 1 }]), { reason: 'path_too_long' });
    assert.throws(() => applyPatch({}, [{ op: 'add', path: '/x'.repeat(121), value: 1 }]), { reason: 'too_deep' });
  });

  test('CO-14: the error of a test that fails on a huge value is short', () => {
    const state = { a: 'x'.repeat(1_000_000) };
    assert.throws(
      () => applyPatch(state, [{ op: 'test', path: '/a', value: 'y'.repeat(1_000_000) }]),
      ({ message }) => message.length < 300,
    );
  });
});

describe('CO-21: operations and encodings by their numbers', () => {
  for (let number = 0; number <= 9; number++) {
    test(`operation ${number}`, () => {
      const message = { op: number, path: '/a', from: '/b', value: utf8('1'), encoding: 0 };
      if (number <= 5) {
        assert.equal(readOperations([message])[0].op, ['add', 'remove', 'replace', 'move', 'copy', 'test'][number]);
      } else {
        assert.throws(() => readOperations([message]), { reason: 'unknown_operation', operationIndex: 0 });
      }
    });
    test(`encoding ${number}`, () => {
      const message = { op: 0, path: '/a', value: utf8('12'), encoding: number };
      if (number === 0 || number === 3) {
        assert.equal(readOperations([message])[0].value, number === 0 ? 12 : '12');
      } else {
        assert.throws(() => readOperations([message]), { reason: 'unsupported_encoding' });
      }
    });
  }

  test('an empty value is null in both encodings', () => {
    for (const encoding of [0, 3]) {
      assert.equal(readOperations([{ op: 0, path: '/a', value: new Uint8Array(), encoding }])[0].value, null);
    }
  });

  test('CO-05: a value that is not strict JSON, or not UTF-8, fails the patch', () => {
    for (const value of [utf8('{"a":1} x'), utf8('1e400'), utf8('NaN'), utf8('{"a":1,"a":2}'), Uint8Array.of(0x22, 0xff, 0x22)]) {
      assert.throws(() => readOperations([{ op: 0, path: '/a', value, encoding: 0 }]), { reason: 'bad_value' });
    }
    assert.throws(() => readOperations([{ op: 0, path: '/a', value: Uint8Array.of(0xff), encoding: 3 }]), {
      reason: 'bad_value',
    });
  });
});
