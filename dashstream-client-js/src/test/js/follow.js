/**
 * Follows a real server until so many runs have ended, cutting its own connection now and then, and says in JSON lines how it
 * went: {"following": true} once it follows, and {"runs": [...], ...} at the end.
 *
 * Arguments: url, number of runs, where to begin, after how many messages to cut the connection (0 for never).
 */
import { load } from './under-test.js';

const { canonicalText, DashStreamClient } = await load('index.js');
const [url, runCount, from, cutEvery] = [process.argv[2], Number(process.argv[3]), process.argv[4], Number(process.argv[5])];

let socket;
let messages = 0;
const seen = new Map();
const trouble = [];
const connections = { following: 0 };

const client = new DashStreamClient({
  url,
  from,
  backoff: { baseMs: 20, maxMs: 200 },
  openSocket: (address, protocol) => (socket = new WebSocket(address, protocol)),
});

client.on('connection', ({ state, code, reason }) => {
  if (state === 'following' && ++connections.following === 1) {
    say({ following: true });
  }
  if (state === 'waiting' && !code.startsWith('closed_')) {
    trouble.push(`connection: ${code} ${reason}`);
  }
});
for (const type of ['gap', 'reset', 'server_error', 'notice']) {
  client.on(type, (event) => trouble.push(`${type}: ${JSON.stringify(event, text)}`));
}
client.on('update', (update) => {
  if (update.type === 'message') {
    note(update);
  } else if (update.type === 'run_corrupted' || update.type === 'sequence_hole') {
    trouble.push(`${update.type} ${update.sequence} ${update.corruption?.error}`);
  } else if (update.type === 'run_ended' && ended().length === runCount) {
    report();
  }
});
client.start();

function note({ key, sequence }) {
  const thread = `${key.threadId}/${sequence}`;
  seen.set(thread, (seen.get(thread) ?? 0) + 1);
  if (cutEvery > 0 && ++messages % cutEvery === 0) {
    socket.close(4999, 'cut by the test');
  }
}

function ended() {
  return client.runs.filter(({ end }) => end !== undefined);
}

function report() {
  say({
    runs: client.runs.map(({ key, status, end, state, lastSequence, counts }) => ({
      runId: key.runId,
      status,
      end: end.kind,
      lastSequence,
      verdict: state?.verdict,
      state: state && canonicalText(state.value),
      counts,
    })),
    messages: seen.size,
    repeated: [...seen.values()].filter((times) => times > 1).length,
    connections: connections.following,
    trouble,
  });
  client.stop();
}

function say(line) {
  console.log(JSON.stringify(line, text));
}

function text(name, value) {
  return typeof value === 'bigint' ? value.toString() : value;
}
