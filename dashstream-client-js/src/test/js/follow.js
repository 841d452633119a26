/**
 * Follows a real server until so many runs have ended, cutting its own connection now and then, and says in JSON lines how it
 * went: {"following": true} once it follows, and {"runs": [...], ...} at the end.
 *
 * Argument: JSON with `url`, `eventsUrl`, `thread` and `from` of the client, `runs`, how many have to end, `cutEvery`, after how many
 * messages to cut the connection (0 for never), and `apiUrl`, where states seen are asked for once more.
 */
import { load } from './under-test.js';

const { canonicalText, DashStreamClient, RunApi } = await load('index.js');
const { EventsSocket } = await load('events-socket.js');
const { url, eventsUrl, thread, from, runs: runCount, cutEvery, apiUrl } = JSON.parse(process.argv[2]);
/** Every so many-th state is asked for again. */
const ASK_EVERY = 7;

let socket;
let messages = 0;
const seen = new Map();
const states = [];
const trouble = [];
let usedEvents = false;
const connections = { following: 0 };

const client = new DashStreamClient({
  url,
  eventsUrl,
  thread,
  from,
  backoff: { baseMs: 20, maxMs: 200 },
  openSocket: (address, protocol) => (socket = new WebSocket(address, protocol)),
  openEvents: (address) => {
    usedEvents = true;
    return (socket = new EventsSocket(address));
  },
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
  client.on(type, (event) => trouble.push(`${type}: ${JSON.stringify(event, textOf)}`));
}
client.on('update', (update) => {
  if (update.type === 'message') {
    note(update);
  } else if (update.type === 'state_changed') {
    states.push({ key: update.key, sequence: update.state.sequence, text: canonicalText(update.state.value) });
  } else if (update.type === 'run_corrupted' || update.type === 'sequence_hole') {
    trouble.push(`${update.type} ${update.sequence} ${update.corruption?.error}`);
  } else if (update.type === 'run_ended' && ended().length === runCount) {
    report().catch((error) => say({ failed: String(error?.stack ?? error) }));
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

async function report() {
  const asked = apiUrl === undefined ? [] : states.filter((_, i) => i % ASK_EVERY === 0);
  const api = new RunApi(apiUrl);
  for (const { key, sequence, text } of asked) {
    const answer = await api.stateAt(key, sequence);
    if (answer.outcome !== 'known' || answer.sequence !== sequence || canonicalText(answer.state) !== text) {
      trouble.push(`state at ${sequence}: ${JSON.stringify(answer, textOf).slice(0, 300)}`);
    }
  }
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
    asked: asked.length,
    usedEvents,
    repeated: [...seen.values()].filter((times) => times > 1).length,
    connections: connections.following,
    trouble,
  });
  client.stop();
}

function say(line) {
  console.log(JSON.stringify(line, textOf));
}

function textOf(name, value) {
  return typeof value === 'bigint' ? value.toString() : value;
}
