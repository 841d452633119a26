/** m704: any loss, duplication, reordering or corruption of messages gives the right state, or CORRUPTED. */
import assert from 'node:assert/strict';
import { checkpoint, copyOf, diff, event, fullState, graphEnd, graphStart, NODE_START } from './messages.js';
import { property } from './seeded.js';
import { load } from './under-test.js';

const { applyPatch, canonicalText, parseJson, Runs } = await load('index.js');
const WINDOW = 8;

/** A thread with up to three runs, partly at once, and what the state of each run is after each of its messages. */
function simulate(random) {
  const messages = [];
  const truth = new Map();
  const open = [];
  const runCount = 1 + random.below(3);
  let started = 0;
  const length = 10 + random.below(50);
  for (let sequence = 1; sequence <= length; sequence++) {
    const mustStart = open.length === 0;
    if (mustStart && started === runCount) {
      break;
    }
    if (started < runCount && (mustStart || random.chance(0.1))) {
      const run = { id: `run-${started++}`, start: `start ${sequence}`, state: parseJson('{"n":0,"l":[]}') };
      run.parent = run.start;
      run.hashed = random.chance(0.7);
      open.push(run);
      messages.push(graphStart(sequence, canonicalText(run.state), { runId: run.id, id: run.start }));
      truth.set(`${run.id}@${sequence}`, canonicalText(run.state));
      continue;
    }
    const run = random.pick(open);
    messages.push(next(random, run, sequence, open));
    truth.set(`${run.id}@${sequence}`, canonicalText(run.state));
  }
  return { messages, truth };
}

function next(random, run, sequence, open) {
  const options = { parent: run.parent };
  const kind = random.below(10);
  if (kind === 0) {
    const id = `node ${sequence}`;
    run.parent = id;
    return event(sequence, NODE_START, { ...options, id, nodeId: 'n' });
  }
  if (kind === 1) {
    return checkpoint(sequence, canonicalText(run.state), {
      ...options,
      metadata: { run_id: run.id, graph_start_id: '' },
    });
  }
  if (kind === 2 && random.chance(0.3)) {
    open.splice(open.indexOf(run), 1);
    return graphEnd(sequence, { parent: run.start });
  }
  const operations = [
    { op: 'replace', path: '/n', value: String(sequence) },
    random.chance(0.5) || run.state.l.length === 0
      ? { op: 'add', path: '/l/-', value: `{"at":${sequence}}` }
      : { op: 'remove', path: `/l/${random.below(run.state.l.length)}` },
  ];
  run.state = applyPatch(run.state, operations.map((operation) => ({ ...operation, value: operation.value && parseJson(operation.value) })));
  return kind === 3
    ? fullState(sequence, canonicalText(run.state), options)
    : diff(sequence, operations, run.hashed ? run.state : undefined, options);
}

/** What happens on the way. */
function deliver(random, messages) {
  const loss = random.chance(0.6) ? random.next() * 0.2 : 0;
  const duplication = random.next() * 0.2;
  const corruption = random.chance(0.5) ? 0.1 : 0;
  let isIntact = true;
  const delivered = [];
  for (const message of messages) {
    if (random.chance(loss)) {
      isIntact = false;
      continue;
    }
    const isDamaged = random.chance(corruption) && canBeDamaged(message);
    isIntact &&= !isDamaged;
    const sent = isDamaged ? damaged(random, message) : message;
    delivered.push(sent);
    if (random.chance(duplication)) {
      delivered.splice(delivered.length - random.below(Math.min(delivered.length, WINDOW / 2)), 0, copyOf(sent));
    }
  }
  for (let at = 0; at + 1 < delivered.length; at++) {
    if (random.chance(0.15)) {
      const to = Math.min(delivered.length - 1, at + 1 + random.below(WINDOW / 4));
      [delivered[at], delivered[to]] = [delivered[to], delivered[at]];
      at = to;
    }
  }
  return { delivered, isIntact };
}

/** Only what a hash or checksum covers: nothing can show other damage. */
function canBeDamaged({ message: { case: kind, value } }) {
  return kind === 'checkpoint' || (kind === 'stateDiff' && value.stateHash.length > 0);
}

function damaged(random, original) {
  const message = copyOf(original);
  const { value } = message.message;
  const flip = (bytes) => bytes.length > 0 && (bytes[random.below(bytes.length)] ^= 1 << random.below(7));
  if (value.state?.length > 0) {
    flip(value.state);
  } else if (value.fullState?.length > 0) {
    flip(value.fullState);
  } else {
    flip(random.chance(0.5) ? value.operations[0].value : value.stateHash);
  }
  return message;
}

function assertRight(runs, truth) {
  for (const run of runs.all) {
    if (run.state === undefined) {
      assert.notEqual(run.status, 'LIVE');
      continue;
    }
    const expected = truth.get(`${run.key.runId}@${run.state.sequence}`);
    if (run.key.runId.startsWith('~')) {
      const states = [...truth].filter(([key]) => key.endsWith(`@${run.state.sequence}`)).map(([, state]) => state);
      assert.deepEqual([canonicalText(run.state.value)], states, 'a nameless run');
    } else {
      assert.equal(canonicalText(run.state.value), expected, `${run.key.runId} at ${run.state.sequence}`);
    }
  }
}

property('m704 whatever happens on the way, a state that is shown is the right one', 1500, async (random) => {
  const { messages, truth } = simulate(random);
  const { delivered } = deliver(random, messages);
  const runs = new Runs({ reorderMessages: WINDOW });
  for (const message of delivered) {
    await runs.accept(message, { partition: 0 });
    assertRight(runs, truth);
  }
  await runs.flush();
  assertRight(runs, truth);
});

property('m704 if nothing is lost or damaged, every run ends with its last state', 500, async (random) => {
  const { messages, truth } = simulate(random);
  const { delivered, isIntact } = deliver(random, messages);
  const runs = new Runs({ reorderMessages: WINDOW * 4 });
  for (const message of delivered) {
    await runs.accept(message, { partition: 0 });
  }
  await runs.flush();
  if (isIntact) {
    for (const run of runs.all) {
      assert.equal(run.status, 'LIVE');
      const last = [...truth].filter(([key]) => key.startsWith(`${run.key.runId}@`)).at(-1)[1];
      assert.equal(canonicalText(run.state.value), last);
    }
  }
});

property('m704 after a loss the next checkpoint makes every run right again', 500, async (random) => {
  const { messages, truth } = simulate(random);
  const { delivered } = deliver(random, messages);
  const runs = new Runs({ reorderMessages: WINDOW });
  for (const message of delivered) {
    await runs.accept(message, { partition: 0 });
  }
  await runs.flush();
  const names = [...new Set([...truth.keys()].map((key) => key.split('@')[0]))];
  let sequence = 1000;
  for (const name of names) {
    const last = [...truth].filter(([key]) => key.startsWith(`${name}@`)).at(-1)[1];
    await runs.accept(checkpoint(++sequence, last, { metadata: { run_id: name } }), { partition: 0 });
  }
  await runs.flush();
  for (const name of names) {
    const run = runs.all.find(({ key }) => key.runId === name);
    assert.equal(run.status, 'LIVE', name);
    assert.equal(run.state.verdict, 'verified');
  }
});
