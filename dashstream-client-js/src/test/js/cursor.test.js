import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStorage } from './scripted-server.js';
import { load } from './under-test.js';

const { CursorStore, readPositions, writePositions } = await load('index.js');
const { ProgressTracker } = await load('progress-tracker.js');

const positions = (next, partition = 0) => new Map([[partition, { next: BigInt(next) }]]);

function storeOf(storage, { scope = 'ws://server/ws', now = () => 1 } = {}) {
  const notices = [];
  const store = new CursorStore(storage, scope, ({ code }) => notices.push(code), now);
  return { store, notices };
}

describe('CO-02: cursors', () => {
  test('keep offsets around 2^53 and 2^63-1 to the digit, through storage and a reload', () => {
    const storage = new MemoryStorage();
    const cursor = new Map([
      [0, { next: 2n ** 53n + 1n, le: 7 }],
      [1, { next: 0n }],
      [12, { next: 2n ** 63n - 1n }],
    ]);
    storeOf(storage).store.save({ epoch: 'E', positions: cursor });
    assert.deepEqual(storeOf(storage).store.load('E').positions, cursor);
    assert.deepEqual(writePositions(cursor), {
      0: { next: '9007199254740993', le: 7 },
      1: { next: '0' },
      12: { next: '9223372036854775807' },
    });
  });

  for (const junk of [null, [], 'x', { x: { next: '1' } }, { '-1': { next: '1' } }, { '01': { next: '1' } },
    { 0: { next: 1 } }, { 0: { next: '-1' } }, { 0: { next: '9223372036854775808' } }, { 0: {} }, { 0: null },
    { 0: { next: '1', le: -1 } }, { 0: { next: '1', le: '7' } }, { 2147483648: { next: '1' } }]) {
    test(`${JSON.stringify(junk)} is none`, () => {
      assert.throws(() => readPositions(junk), { name: 'NumberError' });
    });
  }
});

describe('UI-15: stored cursors', () => {
  const key = (storage) => storage.key(0);

  test('what can not be read is dropped with a notice, and is not the beginning', () => {
    for (const junk of ['x', '-1', '{}', '{"epoch":"E"}', '{"epoch":"other","cursor":{},"used":1}', 'null',
      '{"epoch":"E","cursor":{"0":{"next":"007"}},"used":1}', `{"epoch":"E","cursor":{},"used":1,"x":"${'x'.repeat(600_000)}"}`]) {
      const storage = new MemoryStorage();
      storeOf(storage).store.save({ epoch: 'E', positions: positions(5) });
      storage.setItem(key(storage), junk);
      const { store, notices } = storeOf(storage);
      assert.equal(store.load('E'), undefined);
      assert.deepEqual(notices, ['stored_cursor_dropped']);
      assert.equal(storage.length, 0);
    }
  });

  test('one scope does not see those of another', () => {
    const storage = new MemoryStorage();
    storeOf(storage, { scope: 'ws://a/ws' }).store.save({ epoch: 'E', positions: positions(5) });
    assert.equal(storeOf(storage, { scope: 'ws://b/ws' }).store.load('E'), undefined);
  });

  test('a log that was replaced meanwhile is asked for under its old epoch, so that it is said', () => {
    const storage = new MemoryStorage();
    let now = 0;
    const { store } = storeOf(storage, { now: () => ++now });
    store.save({ epoch: 'old', positions: positions(1) });
    store.save({ epoch: 'newer', positions: positions(2) });
    assert.equal(store.load('unknown').epoch, 'newer');
    assert.equal(store.load(null).epoch, 'newer');
    assert.equal(store.load('old').epoch, 'old');
  });

  test('they are bounded: those not used for longest go, whatever their offsets', () => {
    const storage = new MemoryStorage();
    let now = 0;
    const { store } = storeOf(storage, { now: () => ++now });
    store.save({ epoch: 'hot', positions: positions(3) });
    for (let i = 0; i < 100; i++) {
      store.save({ epoch: `E${i}`, positions: positions(2n ** 60n) });
      store.save({ epoch: 'hot', positions: positions(3 + i) });
    }
    assert.equal(storage.length, 16);
    assert.equal(store.load('hot').positions.get(0).next, 102n);
  });

  test('a full storage costs other cursors, then a notice, and never an exception', () => {
    const storage = new MemoryStorage();
    const { store, notices } = storeOf(storage);
    store.save({ epoch: 'A', positions: positions(1) });
    storage.quota = 150;
    store.save({ epoch: 'B', positions: positions(2) });
    assert.equal(store.load('B').positions.get(0).next, 2n);
    storage.quota = 10;
    store.save({ epoch: 'C', positions: positions(3) });
    assert.deepEqual(notices, ['cursor_not_saved']);
  });

  test('10 000 foreign keys do no harm', () => {
    const storage = new MemoryStorage();
    for (let i = 0; i < 10_000; i++) {
      storage.setItem(`other/${i}`, 'x');
    }
    const { store, notices } = storeOf(storage);
    store.save({ epoch: 'E', positions: positions(1) });
    assert.equal(store.load('E').epoch, 'E');
    assert.deepEqual(notices, []);
  });

  test('a storage that throws at everything is done without', () => {
    const broken = new Proxy({}, { get: () => { throw new Error('SecurityError'); } });
    const { store, notices } = storeOf(broken);
    assert.equal(store.load('E'), undefined);
    store.save({ epoch: 'E', positions: positions(1) });
    assert.ok(notices.includes('storage_unavailable'));
  });
});

describe('progress', () => {
  const record = (offset, partition = 0) => ({ partition, offset: BigInt(offset) });

  test('records below the cursor were applied before and are not wanted again', () => {
    const tracker = new ProgressTracker();
    tracker.startAt('E', positions(5));
    assert.deepEqual(tracker.wanted([record(3), record(4), record(5)]), [record(5)]);
  });

  test('UI-08: offsets that run backwards on one connection are an error', () => {
    const tracker = new ProgressTracker();
    tracker.startAt('E', positions(0));
    tracker.wanted([record(7)]);
    assert.throws(() => tracker.wanted([record(7)]), { code: 'offset_backwards' });
    assert.throws(() => tracker.wanted([record(8), record(8)]), { code: 'offset_backwards' });
    assert.deepEqual(tracker.wanted([record(8), record(1, 1)]).length, 2);
    tracker.reconnected();
    assert.deepEqual(tracker.wanted([record(7)]).length, 1);
  });

  test('UI-08: so are a cursor that runs backwards and another epoch', () => {
    const tracker = new ProgressTracker();
    tracker.startAt('E', positions(5));
    assert.throws(() => tracker.advance('E', positions(4)), { code: 'cursor_backwards' });
    assert.throws(() => tracker.advance('F', positions(6)), { code: 'epoch_changed' });
    assert.equal(tracker.cursor.positions.get(0).next, 5n);
  });

  test('an announced reset begins again, of one partition or of all', () => {
    const tracker = new ProgressTracker();
    tracker.startAt('E', new Map([...positions(5), ...positions(9, 1)]));
    tracker.reset(0, 'E', positions(2));
    assert.deepEqual([...tracker.cursor.positions.values()].map(({ next }) => next), [9n, 2n]);
    tracker.reset(undefined, 'F', positions(0));
    assert.deepEqual(tracker.cursor, { epoch: 'F', positions: positions(0) });
  });
});
