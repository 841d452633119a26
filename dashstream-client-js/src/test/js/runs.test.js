import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  batch,
  checkpoint,
  diff,
  event,
  fullState,
  graphEnd,
  graphStart,
  hashOf,
  NODE_START,
  sha256,
} from './messages.js';
import { load } from './under-test.js';
import { goldenFrame } from './vectors.js';

const { canonicalText, decodeMessage, Runs } = await load('index.js');
const { webCryptoDigest } = await load('canonical.js');
const { phaseAfter } = await load('phase.js');

const setN = (n) => [{ op: 'replace', path: '/n', value: String(n) }];
const state = (n) => ({ n });
const step = (sequence, n = sequence, options) => diff(sequence, setN(n), state(n), options);
const text = (run) => run.state && canonicalText(run.state.value);

/** Gives messages to new Runs, stops waiting, and returns what is there then. */
async function rebuilt(messages, options = { reorderMessages: 4 }) {
  const runs = new Runs(options);
  const updates = [];
  for (const message of messages) {
    updates.push(...(await runs.accept(message, { partition: 0 })));
  }
  updates.push(...(await runs.flush()));
  return { runs, updates, run: runs.all[0], types: updates.map(({ type }) => type) };
}

const has = (updates, type) => updates.filter((update) => update.type === type);

describe('a run is rebuilt', () => {
  test('from its initial state and its diffs, each verified', async () => {
    const { run, updates } = await rebuilt([graphStart(1, '{"n":1}'), step(2), step(3), graphEnd(4)]);
    assert.equal(text(run), '{"n":3}');
    assert.equal(run.state.verdict, 'verified');
    assert.equal(run.status, 'LIVE');
    assert.equal(run.key.runId, 'run-1');
    assert.equal(run.end.kind, 'finished');
    assert.deepEqual(
      has(updates, 'state_changed').map((update) => [update.sequence, update.state.verdict]),
      [[1n, 'unchecked'], [2n, 'verified'], [3n, 'verified']],
    );
  });

  test('from a full state', async () => {
    const { run } = await rebuilt([graphStart(1), fullState(2, '{"n":2}'), step(3)]);
    assert.equal(text(run), '{"n":3}');
    assert.equal(run.state.verdict, 'verified');
  });

  test('UI-07: from a checkpoint when it is joined in the middle, and has no state before', async () => {
    const { run, updates } = await rebuilt([step(20), step(21), checkpoint(22, '{"n":22}'), step(23)]);
    assert.equal(run.startSeen, false);
    assert.equal(run.key.runId, 'run-1');
    assert.equal(has(updates, 'state_skipped').length, 2);
    assert.equal(text(run), '{"n":23}');
  });

  test('CO-06: the same however it is batched', async () => {
    const events = [graphStart(1, '{"n":1}'), event(2, NODE_START), event(3, NODE_START)];
    const single = await rebuilt([...events, step(4)]);
    const batched = await rebuilt([batch(events.slice(0, 2)), batch(events.slice(2)), step(4)]);
    assert.deepEqual(batched.types, single.types);
    assert.equal(text(batched.run), '{"n":4}');
  });

  test('CO-02: with sequences around 2^53 and up to 2^64-1', async () => {
    for (const first of [2n ** 53n - 1n, 2n ** 63n - 1n, 2n ** 64n - 3n]) {
      const { run, updates } = await rebuilt([
        graphStart(first, '{"n":0}'),
        diff(first + 1n, setN(1), state(1)),
        diff(first + 2n, setN(2), state(2)),
      ]);
      assert.equal(run.state.sequence, first + 2n);
      assert.equal(text(run), '{"n":2}');
      assert.equal(has(updates, 'sequence_hole').length, 0);
    }
  });
});

describe('m704 a state that can not be trusted is never shown as right', () => {
  const causes = {
    'a diff that does not fit': [diff(3, [{ op: 'remove', path: '/none' }]), 'patch_failed'],
    'an operation that is unknown': [diff(3, [{ op: 'ADD', path: '/n' }]), 'patch_unreadable'],
    'a hash that differs': [diff(3, setN(3), state(4)), 'hash_mismatch'],
    'a hash of another length': [diff(3, setN(3), undefined, { hash: hashOf(state(3)).subarray(0, 31) }), 'hash_mismatch'],
    'a value that is not JSON': [diff(3, [{ op: 'add', path: '/x', value: '{"a":1} x' }]), 'patch_unreadable'],
    'a path through a prototype': [diff(3, [{ op: 'add', path: '/__proto__/x', value: '1' }]), 'patch_failed'],
    'a full state that is not JSON': [fullState(3, '{"n":3', { hash: sha256(Uint8Array.of(1)) }), 'state_unreadable'],
    'a checkpoint with another checksum': [checkpoint(3, '{"n":3}', { checksum: sha256(Uint8Array.of(1)) }), 'checksum_mismatch'],
    'a checkpoint that is not JSON': [checkpoint(3, '{"n":3} x'), 'state_unreadable'],
    'a message of a newer schema': [step(3, 3, { version: 2 }), 'newer_schema'],
  };

  for (const [what, [bad, reason]] of Object.entries(causes)) {
    test(`m704 UI-03 UI-13: ${what} corrupts the run at once; only the next base heals it`, async () => {
      const { run, updates } = await rebuilt([graphStart(1, '{"n":1}'), step(2), bad, step(4), step(5)]);
      assert.equal(run.status, 'CORRUPTED');
      assert.equal(run.state, undefined);
      assert.equal(run.corruption.sequence, 3n);
      assert.equal(run.corruption.reason, reason);
      assert.ok(run.corruption.error.length > 0);
      assert.equal(canonicalText(run.lastKnown.value), '{"n":2}');
      assert.equal(has(updates, 'run_corrupted').length, 1);
      assert.equal(has(updates, 'state_skipped').length, 2);

      const healed = await rebuilt([graphStart(1, '{"n":1}'), step(2), bad, step(4), checkpoint(5, '{"n":5}'), step(6)]);
      assert.equal(healed.run.status, 'LIVE');
      assert.equal(text(healed.run), '{"n":6}');
      assert.equal(has(healed.updates, 'run_recovered')[0].healed.reason, reason);
    });
  }

  test('m704 UI-03: a hole corrupts the run, with its first missing number', async () => {
    const { run, updates } = await rebuilt([graphStart(1, '{"n":1}'), step(2), step(4), step(5)]);
    assert.equal(run.status, 'CORRUPTED');
    assert.deepEqual([run.corruption.sequence, run.corruption.reason], [3n, 'sequence_hole']);
    assert.deepEqual(has(updates, 'sequence_hole').map(({ sequence, last }) => [sequence, last]), [[3n, 3n]]);
  });

  test('m704 UI-06: a broken base followed by diffs is no base; the next good one heals', async () => {
    const { run } = await rebuilt([graphStart(1, '{"n":'), step(2), checkpoint(3, '{"n":3'), step(4)]);
    assert.equal(run.status, 'CORRUPTED');
    assert.equal(run.corruption.reason, 'state_unreadable');
    const healed = await rebuilt([graphStart(1, '{"n":'), step(2), checkpoint(3, '{"n":3}'), step(4)]);
    assert.equal(text(healed.run), '{"n":4}');
  });

  test('m704 UI-13: a checkpoint with a lower sequence heals nothing', async () => {
    const late = checkpoint(3, '{"n":3}');
    const { run, updates } = await rebuilt(
      [graphStart(1, '{"n":1}'), checkpoint(2, '{"n":2}'), step(4), step(5), late, checkpoint(2, '{"n":2}')],
      { reorderMessages: 1 },
    );
    assert.equal(run.status, 'CORRUPTED');
    assert.deepEqual(has(updates, 'message_ignored').map(({ reason }) => reason), ['late', 'duplicate']);
  });

  test('m704 CO-10: v1, v2, v1: the v2 message is not applied, and said', async () => {
    const { updates, run } = await rebuilt([graphStart(1, '{"n":1}'), step(2, 2, { version: 2 }), step(3)]);
    const ignored = has(updates, 'message_ignored');
    assert.deepEqual([ignored[0].sequence, ignored[0].reason], [2n, 'newer_schema']);
    assert.equal(run.corruption.sequence, 2n);
    assert.match(run.corruption.error, /schema version 2; this client knows 1/);
  });

  test('m704 a state that is larger than the limit is not taken', async () => {
    const { run } = await rebuilt([graphStart(1, '{"n":1}'), checkpoint(2, '{"n":22222}')], { maxStateBytes: 10 });
    assert.equal(run.corruption.reason, 'state_too_large');
  });

  test('m704 UI-04: a gap of a partition marks its runs, the finished ones too, and no others', async () => {
    const runs = new Runs();
    const give = (message, partition) => runs.accept(message, { partition });
    await give(graphStart(1, '{"n":1}', { runId: 'running', thread: 'a' }), 0);
    await give(graphStart(1, '{"n":1}', { runId: 'finished', thread: 'b' }), 0);
    await give(graphEnd(2, { thread: 'b' }), 0);
    await give(graphStart(1, '{"n":1}', { runId: 'elsewhere', thread: 'c' }), 1);
    runs.doubtPartition(0, 'the records 5 to 9 are gone');
    for (let sequence = 2; sequence < 100; sequence++) {
      await give(step(sequence, sequence, { thread: 'a' }), 0);
    }
    const status = Object.fromEntries(runs.all.map((run) => [run.key.runId, run.status]));
    assert.deepEqual(status, { running: 'CORRUPTED', finished: 'CORRUPTED', elsewhere: 'LIVE' });
    assert.equal(canonicalText(runs.all.find(({ key }) => key.runId === 'running').lastKnown.value), '{"n":1}');
  });
});

describe('m704 verdicts', () => {
  test('m704 CO-09: a state with an integer beyond 2^53-1 is not verifiable here, which is no corruption', async () => {
    const wrong = { hash: sha256(Uint8Array.of(1)) };
    const { run, updates } = await rebuilt([
      graphStart(1, '{"n":1}'),
      diff(2, [{ op: 'replace', path: '/n', value: '9007199254740993' }], undefined, wrong),
      diff(3, [{ op: 'add', path: '/m', value: '1' }], undefined, wrong),
    ]);
    assert.equal(run.status, 'LIVE');
    assert.equal(run.state.verdict, 'not_verifiable');
    assert.equal(text(run), '{"m":1,"n":9007199254740993}');
    assert.deepEqual(has(updates, 'run_not_verified').map(({ verdict }) => verdict), ['not_verifiable']);
  });

  test('m704 UI-12: a diff without a hash is unchecked, which is said once', async () => {
    const { run, updates } = await rebuilt([graphStart(1, '{"n":1}'), diff(2, setN(2)), diff(3, setN(3))]);
    assert.equal(run.state.verdict, 'unchecked');
    assert.deepEqual(has(updates, 'run_not_verified').map(({ verdict }) => verdict), ['unchecked']);
  });

  test('m704 UI-12: without WebCrypto nothing is verified, which is said once for each run', async () => {
    const { run, updates } = await rebuilt([graphStart(1, '{"n":1}'), diff(2, setN(2), state(7)), step(3)], {
      digest: undefined,
    });
    assert.equal(run.state.verdict, 'unchecked');
    assert.equal(has(updates, 'run_not_verified').length, 1);
  });

  test('m704 UI-12: a slow hash is compared with the state of its own sequence', async () => {
    const slow = async (bytes) => {
      for (let turn = 0; turn < 20; turn++) {
        await new Promise(setImmediate);
      }
      return webCryptoDigest(bytes);
    };
    const { run, updates } = await rebuilt(
      [graphStart(1, '{"n":1}'), step(2), step(3), checkpoint(4, '{"n":4}'), step(5)],
      { digest: slow },
    );
    assert.equal(run.counts.verified, 4);
    assert.deepEqual(
      has(updates, 'state_changed').map(({ sequence, state: { sequence: of } }) => [sequence, of]),
      [1n, 2n, 3n, 4n, 5n].map((sequence) => [sequence, sequence]),
    );
  });

  test('m704 UI-12: a diff that was skipped is not compared', async () => {
    const { updates } = await rebuilt([
      graphStart(1, '{"n":1}'), diff(2, [{ op: 'remove', path: '/x' }], state(2)), diff(3, setN(3), state(9)),
    ]);
    assert.deepEqual(has(updates, 'run_corrupted').map(({ corruption }) => corruption.reason), ['patch_failed']);
  });
});

describe('UI-05: order', () => {
  const whole = [graphStart(1, '{"n":1,"l":[]}'), ...[2, 3, 4, 5].map((sequence) =>
    diff(sequence, [{ op: 'add', path: '/l/-', value: String(sequence) }]))];

  test('duplicates change nothing', async () => {
    const { run, updates } = await rebuilt([...whole, ...whole]);
    assert.equal(text(run), '{"l":[2,3,4,5],"n":1}');
    assert.equal(has(updates, 'message_ignored').filter(({ reason }) => reason === 'duplicate').length, 5);
  });

  test('small reorders are put back in order, also at the very beginning', async () => {
    const { run } = await rebuilt([whole[1], whole[0], whole[4], whole[2], whole[3]]);
    assert.equal(text(run), '{"l":[2,3,4,5],"n":1}');
    assert.equal(run.startSeen, true);
  });

  test('what is further away than the window is a hole, and late when it comes', async () => {
    const { run, updates } = await rebuilt(
      [whole[0], whole[2], whole[3], whole[4], whole[1]], { reorderMessages: 2 });
    assert.equal(run.status, 'CORRUPTED');
    assert.deepEqual(has(updates, 'message_ignored').map(({ reason }) => reason), ['late']);
  });

  test('UI-09 CO-03: messages without a number are shown and change nothing; state among them is announced', async () => {
    const { run, updates } = await rebuilt([
      graphStart(1, '{"n":1}'), event(0, NODE_START, { id: 'a' }), step(0, 9), step(2),
    ]);
    assert.equal(text(run), '{"n":2}');
    assert.equal(run.state.verdict, 'verified');
    assert.deepEqual(has(updates, 'message_ignored').map(({ reason }) => reason), ['no_sequence']);
    assert.equal(has(updates, 'message').length, 3);
  });

  test('UI-10: messages of one number and two ids are not taken for copies', async () => {
    const { updates } = await rebuilt([graphStart(1, '{"n":1}'), step(2), step(2, 3, { id: 'other' })]);
    assert.deepEqual(has(updates, 'message_ignored'), []);
    assert.equal(has(updates, 'numbering_restarted').length, 1);
  });

  test('UI-05: a late GRAPH_START does not overwrite a state', async () => {
    const { run } = await rebuilt([graphStart(1, '{"n":1}'), step(2), graphStart(1, '{"n":1}')]);
    assert.equal(text(run), '{"n":2}');
  });
});

describe('runs of one thread', () => {
  test('two at once are told apart by the chain of parents', async () => {
    const { runs } = await rebuilt([
      graphStart(1, '{"n":0}', { runId: 'A', id: 'a' }),
      graphStart(2, '{"n":0}', { runId: 'B', id: 'b' }),
      event(3, NODE_START, { id: 'node of a', parent: 'a' }),
      step(4, 4, { parent: 'node of a' }),
      step(5, 5, { parent: 'b' }),
    ]);
    assert.deepEqual(runs.all.map((run) => [run.key.runId, text(run)]).sort(), [['A', '{"n":4}'], ['B', '{"n":5}']]);
  });

  test('a restarted process begins to count again: its run is new, the old one is given up', async () => {
    const later = { time: 1_700_000_100_000_000n };
    const { runs, updates } = await rebuilt([
      graphStart(1, '{"n":1}', { runId: 'A' }),
      step(2),
      graphStart(1, '{"n":1}', { runId: 'B', id: 'b', ...later }),
      step(2, 7, { id: 'c', ...later }),
    ]);
    assert.equal(has(updates, 'numbering_restarted').length, 1);
    const [a, b] = ['A', 'B'].map((id) => runs.all.find(({ key }) => key.runId === id));
    assert.equal(a.end.kind, 'unfinished');
    assert.equal(text(b), '{"n":7}');
  });

  test('behind a hole a state message of an unknown chain is nobody’s, and makes nobody’s state right', async () => {
    const { run, updates } = await rebuilt([
      graphStart(1, '{"n":1}', { id: 'a' }),
      step(3, 3, { parent: 'lost' }),
      checkpoint(4, '{"n":4}', { metadata: {}, parent: 'lost' }),
    ]);
    assert.equal(run.status, 'CORRUPTED');
    assert.equal(has(updates, 'message_ignored').filter(({ reason }) => reason === 'run_unclear').length, 2);
  });

  test('a checkpoint names a run whose start was not seen, and its chain', async () => {
    const { runs } = await rebuilt([
      event(300, NODE_START, { id: 'node', parent: 'start' }),
      checkpoint(301, '{"n":301}', { parent: 'node', metadata: { run_id: 'R' } }),
      step(302, 302, { parent: 'node' }),
    ]);
    assert.deepEqual(runs.all.map((run) => [run.key.runId, text(run)]), [['R', '{"n":302}']]);
  });
});

describe('CO-08: checkpoints that Java made', () => {
  for (const name of ['checkpoint', 'checkpoint-compressed-state']) {
    test(`${name} is read and its checksum verified`, async () => {
      const { run } = await rebuilt([decodeMessage(goldenFrame(name).bytes)]);
      assert.equal(run.state.verdict, 'verified');
      assert.equal(text(run), '{"a":1,"b":2,"nested":{"y":[true,null],"z":"x"}}');
    });
  }

  test('the whole golden run start is read', async () => {
    const { run } = await rebuilt([decodeMessage(goldenFrame('event-graph-start').bytes)]);
    assert.equal(text(run), '{"a":1,"b":2,"nested":{"y":[true,null],"z":"x"}}');
  });
});

describe('what is kept is bounded', () => {
  test('runs that were not heard of for longest are forgotten, and said', async () => {
    const messages = Array.from({ length: 5 }, (_, i) => graphStart(1, '{}', { runId: `r${i}`, thread: `t${i}` }));
    const { runs, updates } = await rebuilt(messages, { maxRuns: 3 });
    assert.deepEqual(runs.all.map(({ key }) => key.runId), ['r2', 'r3', 'r4']);
    assert.deepEqual(has(updates, 'run_forgotten').map(({ key }) => key.runId), ['r0', 'r1']);
  });

  test('CO-17: ids that no writer may use are announced and not merged', async () => {
    const long = 'x'.repeat(257);
    const { runs, updates } = await rebuilt([graphStart(1, '{}', { thread: long }), graphStart(1, '{}', { thread: '' })]);
    assert.equal(runs.all.length, 0);
    assert.deepEqual(updates.map(({ reason }) => reason), ['invalid_id', 'invalid_id']);
  });

  test('a thread that is forgotten is like one seen for the first time', async () => {
    const { runs } = await rebuilt([graphStart(1, '{"n":1}'), step(2)]);
    runs.forgetThread('default', 't-1');
    assert.equal(runs.all.length, 0);
    await runs.accept(checkpoint(300, '{"n":300}'), { partition: 0 });
    assert.equal(text(runs.all[0]), '{"n":300}');
  });
});

test('a signal that the table of phases does not know is an error', () => {
  assert.throws(() => phaseAfter('LIVE', 'unknown'), /no cell for LIVE and unknown/);
});
