import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkpoint, diff, graphStart, sha256 } from './messages.js';
import { EPOCH, MemoryStorage, scripted, settle } from './scripted-server.js';
import { property } from './seeded.js';
import { load } from './under-test.js';

const { canonicalText } = await load('index.js');
const { Backoff } = await load('backoff.js');

const step = (sequence, options) =>
  diff(sequence, [{ op: 'replace', path: '/n', value: String(sequence) }], { n: sequence }, options);
const text = (run) => run?.state && canonicalText(run.state.value);
const start = (options) => graphStart(1, '{"n":1}', options);
const stored = (storage) => {
  const [[, item] = []] = storage.items;
  return item && BigInt(JSON.parse(item).cursor[0].next);
};

describe('a session', () => {
  test('UI-25: a first connect asks for the end of the log', async () => {
    const { socket } = { socket: await scripted().begin() };
    assert.equal(socket.protocol, 'dashstream.v2');
    assert.equal(socket.sentOf('resume').length, 1);
    const { mode, from, onReset, onCap } = socket.sentOf('resume')[0];
    assert.deepEqual({ mode, from, onReset, onCap }, { mode: 'partition', from: 'latest', onReset: 'latest', onCap: 'pause' });
  });

  test('pages are applied, and reported when they are', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.page([[0, start()], [1, step(2)]]);
    assert.equal(text(server.client.runs[0]), '{"n":2}');
    const { type, epoch, page } = socket.sentOf('progress')[0];
    assert.deepEqual({ type, epoch, page }, { type: 'progress', epoch: EPOCH, page: '1' });
    assert.deepEqual(server.client.cursor, { epoch: EPOCH, cursor: { 0: { next: '2' } } });
  });

  test('CO-02: it resumes with offsets around 2^53 and 2^63-1 to the digit', async () => {
    for (const offset of [2n ** 53n, 2n ** 63n - 2n]) {
      const server = scripted();
      const socket = await server.begin({ 0: offset.toString() });
      await socket.page([[offset, start()]], { le: 3 });
      await socket.cut();
      const again = await server.reconnected({ greet: false });
      const { from, epoch, cursor } = again.sentOf('resume')[0];
      assert.deepEqual({ from, epoch, cursor }, {
        from: 'cursor', epoch: EPOCH, cursor: { 0: { next: (offset + 1n).toString(), le: 3 } },
      });
    }
  });

  test('a connection that breaks before the first page resumes where that one began, not at the end', async () => {
    const server = scripted();
    await (await server.begin({ 0: '7' })).cut();
    const again = await server.reconnected({ greet: false });
    assert.deepEqual(again.sentOf('resume')[0].cursor, { 0: { next: '7' } });
  });

  test('a bookmark moves the cursor', async () => {
    const storage = new MemoryStorage();
    const server = scripted({ storage });
    const socket = await server.begin();
    await socket.say({ type: 'progress', epoch: EPOCH, next: { 0: { next: '40' } }, hwm: { 0: '40' } });
    assert.equal(stored(storage), 40n);
  });

  test('after stop nothing is connected, applied or said', async () => {
    const server = scripted();
    const socket = await server.begin();
    server.client.stop();
    await socket.page([[0, start()]]);
    await server.time.advance(1_000_000);
    assert.equal(server.client.runs.length, 0);
    assert.equal(server.sockets.length, 1);
    assert.deepEqual(socket.closedWith, { code: 1000, reason: 'stopped' });
  });
});

describe('UI-01: what is persisted is never ahead of what is applied', () => {
  test('nothing is stored before the whole page is applied', async () => {
    const storage = new MemoryStorage();
    let release;
    const server = scripted({ storage, runs: { digest: () => new Promise((resolve) => (release = resolve)) } });
    const socket = await server.begin();
    await socket.page([[0, start()], [1, step(2)]]);
    assert.equal(stored(storage), undefined);
    assert.equal(socket.sentOf('progress').length, 0);
    release(new Uint8Array(32));
    await settle();
    assert.equal(stored(storage), 2n);
  });

  test('nothing is stored while a message waits for one before it', async () => {
    const storage = new MemoryStorage();
    const server = scripted({ storage });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    await socket.page([[1, step(3)]]);
    assert.equal(stored(storage), 1n);
    await socket.page([[2, step(2)]]);
    assert.equal(stored(storage), 3n);
    await socket.page([[3, step(5)]]);
    await server.time.advance(2000);
    assert.equal(stored(storage), 4n);
  });

  test('replay_complete stores nothing', async () => {
    const storage = new MemoryStorage();
    const socket = await scripted({ storage }).begin();
    await socket.say({ type: 'replay_complete', round: 1, target: { 0: '99' }, delivered: '0', gaps: 0, capped: false });
    assert.equal(stored(storage), undefined);
  });

  property('killed at any moment and loaded again, a page has applied everything once', 60, async (random) => {
    const log = [start(), ...Array.from({ length: 40 }, (_, i) => step(i + 2))];
    const storage = new MemoryStorage();
    const applied = new Set();
    for (let life = 0; life < 200 && applied.size < log.length; life++) {
      let left = random.below(30);
      const server = scripted({ storage, from: 'earliest', autoResync: false });
      server.client.on('update', ({ type, sequence }) => type === 'message' && left >= 0 && applied.add(Number(sequence)));
      server.client.start();
      const { socket } = server;
      socket.accept();
      await socket.hello();
      const { cursor } = socket.sentOf('resume')[0];
      let at = Number(cursor?.[0].next ?? 0);
      await socket.resumed({ 0: String(at) });
      for (; at < log.length && left > 0; left--) {
        const size = 1 + random.below(5);
        const records = log.slice(at, at + size).map((message, i) => [at + i, message]);
        socket.data(socket.encodedPage(records));
        at += records.length;
        if (random.chance(0.5)) {
          await settle();
        }
      }
      if (random.chance(0.3)) {
        await server.time.advance(2000);
      }
      server.client.stop();
      await settle();
      const persisted = Number(stored(storage) ?? 0n);
      for (let sequence = 1; sequence <= persisted; sequence++) {
        assert.ok(applied.has(sequence), `${sequence} is below the stored cursor ${persisted} and was not applied`);
      }
    }
    assert.equal(applied.size, log.length);
  });
});

describe('UI-02: a record that can not be decoded', () => {
  const damaged = Uint8Array.of(0x00, 0x0a, 0x7f);

  test('stops the page, closes the connection with an allowed code, and is asked for again', async () => {
    const storage = new MemoryStorage();
    const server = scripted({ storage });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    await socket.page([[1, step(2)], [2, damaged], [3, step(4)]]);
    assert.equal(socket.closedWith.code, 4400);
    assert.equal(server.said('connection').at(-1).code, 'record_undecodable');
    assert.equal(stored(storage), 1n);
    const again = await server.reconnected({ starts: { 0: '1' } });
    assert.deepEqual(again.sentOf('resume')[0].cursor, { 0: { next: '1' } });
    await again.page([[1, step(2)], [2, step(3)], [3, step(4)]]);
    assert.equal(text(server.client.runs[0]), '{"n":4}');
    assert.equal(server.client.runs[0].state.verdict, 'verified');
    assert.equal(stored(storage), 4n);
  });

  test('and stays so is said and passed, not asked for without end; its loss marks the run', async () => {
    const server = scripted({ autoResync: false, runs: { reorderMessages: 1 } });
    const socket = await server.begin();
    const records = [[0, start()], [1, damaged], [2, step(3)], [3, step(4)]];
    await socket.page(records);
    const again = await server.reconnected();
    await again.page(records);
    await server.time.advance(5000);
    assert.equal(again.closedWith, undefined);
    const notice = server.said('notice').find(({ code }) => code === 'record_unreadable');
    assert.deepEqual([notice.partition, notice.offset, notice.reason], [0, 1n, 'malformed_message']);
    assert.equal(server.client.runs[0].corruption.reason, 'sequence_hole');
    assert.equal(server.client.stats.unreadable, 1);
  });

  test('by the server is said and passed at once', async () => {
    for (const [readability, reason] of [[2, 'no_value'], [3, 'oversized'], [5, 'undecodable']]) {
      const server = scripted();
      const socket = await server.begin();
      await socket.page([[0, new Uint8Array()]], { readability });
      assert.equal(server.said('notice').at(-1).reason, reason);
      assert.deepEqual(server.client.cursor.cursor, { 0: { next: '1' } });
    }
  });
});

describe('UI-08: what runs backwards without a reset is refused, and the connection made anew', () => {
  const cases = {
    'a frame that was sent before': ['page_out_of_order', (socket) => socket.page([[1, step(2)]], { page: 1n })],
    'a page that is left out': ['page_out_of_order', (socket) => socket.page([[1, step(2)]], { page: 3n })],
    'an offset': ['offset_backwards', (socket) => socket.page([[0, step(2)]], { next: 5n })],
    'a cursor': ['cursor_backwards', (socket) => socket.page([], { next: 0n })],
    'another epoch': ['epoch_changed', (socket) => socket.page([[1, step(2)]], { epoch: 'other' })],
  };
  for (const [what, [code, act]] of Object.entries(cases)) {
    test(what, async () => {
      const server = scripted();
      const socket = await server.begin();
      await socket.page([[0, start()]]);
      await act(socket);
      assert.equal(server.said('connection').at(-1).code, code);
      assert.equal(socket.closedWith.code, 4400);
      assert.deepEqual(server.client.cursor.cursor, { 0: { next: '1' } });
      assert.ok(await server.reconnected());
    });
  }

  test('an announced reset drops the old runs and the old cursor, and says why', async () => {
    const storage = new MemoryStorage();
    const server = scripted({ storage });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    await socket.say({
      type: 'cursor_reset', partition: '*', reason: 'topic_recreated', oldEpoch: EPOCH, newEpoch: 'new',
      requested: { 0: { next: '1' } }, start: { 0: { next: '0' } }, discardState: true,
    });
    assert.equal(server.client.runs.length, 0);
    assert.equal(server.updates('run_forgotten')[0].why, 'reset');
    assert.equal(server.said('reset')[0].reason, 'topic_recreated');
    assert.equal(storage.length, 0);
    await socket.page([[0, start({ id: 'x' })]], { epoch: 'new' });
    assert.equal(text(server.client.runs[0]), '{"n":1}');
    assert.deepEqual(server.client.cursor, { epoch: 'new', cursor: { 0: { next: '1' } } });
  });

  test('a reset that comes in parts is one', async () => {
    const server = scripted();
    const socket = await server.begin();
    const reset = { type: 'cursor_reset', partition: '*', reason: 'topic_recreated', oldEpoch: EPOCH, newEpoch: 'new', discardState: true };
    await socket.say({ ...reset, start: { 0: { next: '4' } }, more: true });
    assert.equal(server.said('reset').length, 0);
    await socket.say({ ...reset, start: { 1: { next: '5' } } });
    assert.equal(server.said('reset').length, 1);
    assert.deepEqual(server.client.cursor, { epoch: 'new', cursor: { 0: { next: '4' }, 1: { next: '5' } } });
  });

  test('a reset of one partition leaves the runs of others', async () => {
    const server = scripted();
    const socket = await server.begin({ 0: '0', 1: '0' });
    await socket.page([[0, start({ thread: 'a' })]]);
    await socket.page([[0, start({ thread: 'b' })]], { partition: 1 });
    await socket.say({
      type: 'cursor_reset', partition: 1, reason: 'log_truncated', oldEpoch: EPOCH, newEpoch: EPOCH,
      start: { 1: { next: '0' } }, discardState: true,
    });
    assert.deepEqual(server.client.runs.map(({ key }) => key.threadId), ['a']);
  });
});

describe('UI-11: what an old connection left behind', () => {
  test('is finished before the next one’s first frame, and moves no cursor', async () => {
    const releases = [];
    const slow = (bytes) => new Promise((resolve) => releases.push(() => resolve(sha256(bytes))));
    const server = scripted({ runs: { digest: slow } });
    const socket = await server.begin();
    await socket.page([[0, start()], [1, step(2)], [2, step(3)]]);
    await socket.cut();
    const again = await server.reconnected();
    assert.equal(again.sent.length, 0);
    releases.shift()();
    await settle();
    assert.deepEqual(again.sentOf('resume')[0].cursor, { 0: { next: '0' } });
    assert.equal(again.sentOf('progress').length, 0);
    await again.page([[0, start()], [1, step(2)], [2, step(3)]]);
    releases.shift()();
    await settle();
    assert.equal(text(server.client.runs[0]), '{"n":3}');
    assert.equal(server.client.runs[0].counts.states, 3);
    assert.equal(server.client.stats.pages, 1);
  });

  test('is not even decoded if its connection is gone', async () => {
    const server = scripted();
    const socket = await server.begin();
    socket.data(socket.encodedPage([[0, start()]]));
    await socket.cut();
    assert.equal(server.client.runs.length, 0);
  });

  test('events of a socket that was given up change nothing', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.page([[0, start()]], { page: 9n });
    const again = await server.reconnected();
    await socket.page([[0, start()]]);
    await socket.cut();
    assert.equal(server.client.runs.length, 0);
    assert.equal(server.said('connection').at(-1).state, 'following');
    assert.equal(again.closedWith, undefined);
  });
});

describe('UI-20: connections', () => {
  test('after 20 refusals it recovers', async () => {
    const server = scripted();
    server.client.start();
    for (let refusal = 0; refusal < 20; refusal++) {
      await server.socket.cut(1006);
      await server.time.advance(60_000);
    }
    await server.socket.greet();
    assert.equal(server.sockets.length, 21);
    assert.equal(server.said('connection').at(-1).state, 'following');
  });

  test('a socket that can not even be made is tried again', async () => {
    let attempts = 0;
    const server = scripted({ openSocket: () => { attempts++; throw new Error('SecurityError'); } });
    server.client.start();
    await server.time.advance(120_000);
    assert.ok(attempts > 3);
  });

  test('waits get longer, are spread, bounded, and short again after a stable connection', () => {
    const random = { value: 0 };
    const backoff = new Backoff({ baseMs: 500, maxMs: 30_000, random: () => random.value });
    assert.deepEqual([0, 1, 2, 3].map(() => backoff.next()), [250, 500, 1000, 2000]);
    random.value = 1;
    for (let attempt = 0; attempt < 100; attempt++) {
      backoff.next();
    }
    assert.equal(backoff.next(), 30_000);
    assert.equal(backoff.next(45_000), 45_000);
    backoff.reset();
    assert.equal(backoff.next(), 500);
  });

  test('only a stable connection makes the waits short again', async () => {
    const server = scripted();
    const waits = () => server.said('connection').filter(({ state }) => state === 'waiting').map(({ waitMs }) => waitMs);
    server.client.start();
    for (let round = 0; round < 3; round++) {
      await server.socket.greet();
      await server.socket.cut();
      await server.time.advance(60_000);
    }
    await server.socket.greet();
    await server.time.advance(10_000);
    await server.socket.cut();
    assert.deepEqual(waits(), [375, 750, 1500, 375]);
  });

  test('it stays away for as long as the server asks', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.say({ type: 'closing', code: 'draining', message: 'bye', retryable: true, retryAfterMs: 20_000 });
    await socket.cut(4503);
    assert.equal(server.said('connection').at(-1).waitMs, 20_000);
  });

  test('a connection that says nothing is given up', async () => {
    const server = scripted({ stallMs: 5000 });
    const socket = await server.begin();
    await server.time.advance(4000);
    assert.equal(socket.closedWith, undefined);
    await server.time.advance(1001);
    assert.equal(socket.closedWith.code, 4408);
  });

  test('a server that speaks seldom by its own word is not given up for that', async () => {
    const server = scripted({ stallMs: 5000 });
    server.client.start();
    const { socket } = server;
    socket.accept();
    await socket.hello(EPOCH, { progressEveryMs: 4000 });
    await socket.resumed();
    await server.time.advance(11_000);
    assert.equal(socket.closedWith, undefined);
    await server.time.advance(1001);
    assert.equal(socket.closedWith.code, 4408);
  });

  test('a sign of life without a place moves nothing, and keeps the connection', async () => {
    const server = scripted({ stallMs: 5000 });
    const socket = await server.begin({ 0: '7' });
    for (let i = 0; i < 5; i++) {
      await server.time.advance(4000);
      await socket.say({ type: 'progress', serverTime: '1' });
    }
    assert.equal(socket.closedWith, undefined);
    assert.deepEqual(server.client.cursor.cursor, { 0: { next: '7' } });
  });

  test('a bookmark that was on the way when history was asked for moves nothing', async () => {
    const server = scripted();
    const socket = await server.begin({ 0: '7' });
    await server.client.loadHistory();
    await socket.say({ type: 'progress', epoch: EPOCH, next: { 0: { next: '7' } }, hwm: { 0: '7' } });
    assert.equal(socket.closedWith, undefined);
    assert.equal(server.client.cursor, undefined);
  });

  test('pages come as ArrayBuffer, as view and as Blob', async () => {
    const server = scripted();
    const socket = await server.begin();
    assert.equal(socket.binaryType, 'arraybuffer');
    socket.data(socket.encodedPage([[0, start()]]).slice().buffer);
    socket.data(new Blob([socket.encodedPage([[1, step(2)]])]));
    socket.data(socket.encodedPage([[2, step(3)]]));
    for (let turn = 0; turn < 20 && text(server.client.runs[0]) !== '{"n":3}'; turn++) {
      await settle();
    }
    assert.equal(text(server.client.runs[0]), '{"n":3}');
  });

  test('every message of the server is handled, and one of an unknown type noticed once', async () => {
    const server = scripted();
    const socket = await server.begin();
    for (const type of ['replay_capped', 'fell_behind', 'caught_up', 'error', 'tomorrow', 'tomorrow', 'toString']) {
      await socket.say({ type, code: 'invalid_cursor', lagRecords: '7' });
    }
    assert.equal(server.said('capped').length, 1);
    assert.equal(server.said('lag').length, 2);
    assert.equal(server.said('server_error').length, 1);
    assert.deepEqual(server.notices(), ['unknown_message', 'unknown_message']);
    assert.equal(socket.closedWith, undefined);
  });

  for (const [what, message] of Object.entries({
    'no JSON': '{',
    'JSON with a member named twice': '{"type":"gap","type":"gap"}',
    'a number that is no text': { type: 'gap', partition: 0, from: 1, to: '2', epoch: EPOCH },
    'a second hello': { type: 'hello' },
    'a page that is none': Uint8Array.of(0xff),
  })) {
    test(`${what} is an error of the protocol`, async () => {
      const server = scripted();
      const socket = await server.begin();
      socket.data(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message));
      await settle();
      assert.equal(socket.closedWith.code, 4400);
      assert.ok(await server.reconnected());
    });
  }

  test('CO-12: a page above the limit is refused', async () => {
    const server = scripted({ maxPageBytes: 10 });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    assert.equal(server.said('connection').at(-1).code, 'bad_message');
    assert.equal(server.client.runs.length, 0);
  });

  test('UI-14: a server that does not wait for progress is left', async () => {
    const server = scripted({ runs: { digest: () => new Promise(() => {}) } });
    const socket = await server.begin();
    socket.data(socket.encodedPage([[0, start()], [1, step(2)]]));
    for (let i = 0; i < 300; i++) {
      socket.data(socket.encodedPage([]));
    }
    assert.equal(server.said('connection').at(-1).code, 'too_many_frames');
  });

  test('a listener that throws does not keep the client from going on', async () => {
    const server = scripted();
    const errors = [];
    globalThis.reportError = (error) => errors.push(error.message);
    server.client.on('update', () => { throw new Error('the page is broken'); });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    delete globalThis.reportError;
    assert.equal(text(server.client.runs[0]), '{"n":1}');
    assert.ok(errors.includes('the page is broken'));
  });
});

describe('what is missing is said', () => {
  test('UI-04: a gap marks the runs of its partition', async () => {
    const server = scripted({ autoResync: false });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    await socket.say({
      type: 'gap', partition: 0, epoch: EPOCH, from: '1', to: '9', reason: 'retention', maxLost: '8', earliestAvailable: '9',
    });
    assert.equal(server.said('gap')[0].reason, 'retention');
    assert.equal(server.client.runs[0].corruption.reason, 'log_gap');
    assert.match(server.client.runs[0].corruption.error, /records 1 to 8 of partition 0/);
    assert.deepEqual(server.client.cursor.cursor, { 0: { next: '9' } });
  });

  test('m704: a corrupted run is asked for again, once, and rebuilt from what comes', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.page([[0, start()], [1, step(2)], [2, diff(3, [{ op: 'remove', path: '/x' }])]]);
    await socket.page([[3, step(4)]]);
    assert.deepEqual(socket.sentOf('resync'), [
      { type: 'resync', tenantId: 'default', threadId: 't-1', reason: 'patch_failed' },
    ]);
    await socket.page([[0, checkpoint(3, '{"n":3}')], [3, step(4)]], { phase: 'resync' });
    await socket.say({ type: 'resynced', tenantId: 'default', threadId: 't-1', outcome: 'complete', records: '2' });
    await socket.page([[4, step(5)]]);
    const [run] = server.client.runs;
    assert.equal(text(run), '{"n":5}');
    assert.equal(run.state.verdict, 'verified');
    assert.deepEqual(server.client.cursor.cursor, { 0: { next: '5' } });
    assert.deepEqual(socket.sentOf('progress').map(({ page }) => page), ['1', '2', '3', '4']);
  });

  test('m704: what a resync did not heal is not asked for without end', async () => {
    const server = scripted();
    const socket = await server.begin();
    const bad = diff(3, [{ op: 'remove', path: '/x' }]);
    await socket.page([[0, start()], [1, step(2)], [2, bad]]);
    await socket.page([[0, start()], [1, step(2)], [2, bad]], { phase: 'resync' });
    await socket.say({ type: 'resynced', tenantId: 'default', threadId: 't-1', outcome: 'complete', records: '3' });
    await socket.page([[3, step(4)]]);
    assert.equal(socket.sentOf('resync').length, 1);
    assert.equal(server.client.runs[0].status, 'CORRUPTED');
  });

  test('not more threads are asked for at once than a server takes, and the others after them', async () => {
    const server = scripted();
    const socket = await server.begin();
    const corrupted = Array.from({ length: 10 }, (_, i) => `t${i}`).flatMap((thread) => [
      start({ thread, runId: thread }), diff(2, [{ op: 'remove', path: '/x' }], undefined, { thread }),
    ]);
    await socket.page(corrupted.map((message, offset) => [offset, message]));
    assert.equal(socket.sentOf('resync').length, 8);
    await socket.say({ type: 'resynced', tenantId: 'default', threadId: 't0', outcome: 'unavailable', records: '0' });
    assert.equal(socket.sentOf('resync').at(-1).threadId, 't8');
  });

  test('threads that the server has no time for are asked for later', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.page([[0, start()], [1, diff(2, [{ op: 'remove', path: '/x' }])]]);
    await socket.say({ type: 'error', code: 'busy', message: 'later', retryable: true, retryAfterMs: 3000 });
    await server.time.advance(2999);
    assert.equal(socket.sentOf('resync').length, 1);
    await server.time.advance(1);
    assert.equal(socket.sentOf('resync').length, 2);
  });

  test('a thread that was asked for is asked for again after a lost connection', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.page([[0, start()], [1, diff(2, [{ op: 'remove', path: '/x' }])]]);
    await socket.cut();
    const again = await server.reconnected();
    assert.equal(again.sentOf('resync').length, 1);
  });

  test('CO-10: behind a message of a newer schema the stored cursor stays until the run is right again', async () => {
    const storage = new MemoryStorage();
    const server = scripted({ storage });
    const socket = await server.begin();
    await socket.page([[0, start()]]);
    await socket.page([[1, step(2, { version: 2 })]], { readability: 4 });
    await socket.page([[2, step(3)]]);
    assert.equal(stored(storage), 1n);
    assert.equal(server.client.runs[0].corruption.reason, 'newer_schema');
    assert.deepEqual(server.notices(), ['cursor_held']);
    await socket.cut();
    const again = await server.reconnected();
    await again.page([[3, checkpoint(4, '{"n":4}')]]);
    assert.equal(text(server.client.runs[0]), '{"n":4}');
    assert.equal(stored(storage), 4n);
    assert.deepEqual(server.notices(), ['cursor_held', 'cursor_released']);
  });

  test('m704: what waits for a missing message is given up after a while', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.page([[0, start()], [1, step(3)]]);
    assert.equal(text(server.client.runs[0]), '{"n":1}');
    await server.time.advance(2000);
    assert.equal(server.client.runs[0].status, 'CORRUPTED');
    assert.equal(socket.sentOf('resync')[0].reason, 'sequence_gap');
  });
});

describe('where a session begins', () => {
  const withCursor = async (storage) => {
    const server = scripted({ storage });
    await (await server.begin()).page([[0, start()]]);
    server.client.stop();
  };

  test('a reload resumes with the stored cursor', async () => {
    const storage = new MemoryStorage();
    await withCursor(storage);
    const socket = await scripted({ storage }).begin();
    assert.deepEqual(socket.sentOf('resume')[0].cursor, { 0: { next: '1' } });
  });

  test('UI-15: a cursor that the server refuses is dropped, and it goes on at the end', async () => {
    const storage = new MemoryStorage();
    await withCursor(storage);
    const server = scripted({ storage });
    server.client.start();
    server.socket.accept();
    await server.socket.hello();
    await server.socket.say({ type: 'error', code: 'invalid_cursor', message: 'no', retryable: false });
    assert.equal(server.socket.sentOf('resume').at(-1).from, 'latest');
    assert.deepEqual(server.notices(), ['cursor_refused']);
    assert.equal(storage.length, 0);
  });

  test('a resume that the server refuses for now is tried again', async () => {
    const server = scripted();
    server.client.start();
    server.socket.accept();
    await server.socket.hello();
    await server.socket.say({ type: 'error', code: 'store_unavailable', message: 'no', retryable: true });
    assert.equal(server.said('connection').at(-1).code, 'resume_refused');
    assert.ok(await server.reconnected());
  });

  test('UI-25: history is asked for, and replaces what was shown', async () => {
    const server = scripted();
    const socket = await server.begin({ 0: '1' });
    await socket.page([[1, step(2)]]);
    await server.client.loadHistory();
    await socket.page([[2, step(3)]]);
    assert.equal(server.client.runs.length, 0);
    assert.equal(socket.sentOf('resume').at(-1).from, 'earliest');
    await socket.resumed({ 0: '0' });
    await socket.page([[0, start()], [1, step(2)], [2, step(3)]], { phase: 'replay' });
    assert.equal(text(server.client.runs[0]), '{"n":3}');
    assert.equal(socket.closedWith, undefined);
    assert.deepEqual(socket.sentOf('progress').map(({ page }) => page), ['1', '2', '3']);
  });

  test('a capped replay goes on when asked to', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.say({ type: 'replay_capped', reason: 'max_records', epoch: EPOCH, next: {}, remaining: { 0: '9' } });
    server.client.continueReplay();
    server.client.skipToLive();
    assert.deepEqual(socket.sent.slice(-2).map(({ type }) => type), ['continue', 'skip_to_live']);
  });

  const capped = { type: 'replay_capped', reason: 'max_records', epoch: EPOCH, next: {}, remaining: { 0: '9' } };

  test('a capped replay does not go on by itself: a connection that is lost meanwhile stays so until asked', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.say(capped);
    await socket.cut();
    await server.time.advance(3_600_000);
    assert.equal(server.sockets.length, 1);
    assert.deepEqual(server.said('connection').at(-1).state, 'paused');
    assert.equal(server.client.continueReplay(), true);
    assert.equal(server.client.continueReplay(), false, 'it is connecting already');
    await server.socket.greet();
    const { from, onCap } = server.socket.sentOf('resume')[0];
    assert.deepEqual({ from, onCap }, { from: 'cursor', onCap: 'pause' });
  });

  test('skipping to live over a new connection resumes with the smallest budget, once', async () => {
    const server = scripted({ maxRecords: 50 });
    const socket = await server.begin();
    await socket.say(capped);
    await socket.cut();
    assert.equal(server.client.skipToLive(), true);
    await server.socket.greet();
    const { onCap, maxRecords } = server.socket.sentOf('resume')[0];
    assert.deepEqual({ onCap, maxRecords }, { onCap: 'skip_to_live', maxRecords: 1 });
    await server.socket.say(capped);
    await server.socket.cut();
    const again = await server.reconnected({ greet: false });
    assert.equal(again.sentOf('resume')[0].onCap, 'pause');
    assert.equal(again.sentOf('resume')[0].maxRecords, 50);
  });

  test('history that is asked for while a capped connection is lost is asked for over a new one', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.say(capped);
    await socket.cut();
    await server.client.loadHistory();
    await server.socket.greet();
    assert.equal(server.socket.sentOf('resume')[0].from, 'earliest');
  });

  test('a capped client that goes on over the same connection connects again by itself afterwards', async () => {
    const server = scripted();
    const socket = await server.begin();
    await socket.say(capped);
    server.client.continueReplay();
    await socket.cut();
    await server.reconnected();
    assert.equal(server.said('connection').at(-1).state, 'following');
  });
});
