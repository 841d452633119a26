/** The client over real sockets, with the WebSocket of the platform. */
import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { test } from 'node:test';
import { graphStart, framed } from './messages.js';
import { load } from './under-test.js';
import { webSocketServer } from './websocket-server.js';

const { DashStreamClient, Page } = await load('index.js');
const { create, toBinary } = await load('lib/protobuf/index.js');

const page = (number, record) =>
  toBinary(
    Page,
    create(Page, {
      page: number,
      phase: 2,
      records: [{ partition: 0, offset: number - 1n, readability: 1, value: record }],
      next: { epoch: 'E', positions: [{ partition: 0, next: number }] },
    }),
  );

/** Greets every client, and hands out connections and what they send. */
async function serverOf() {
  const events = new EventEmitter();
  const server = await webSocketServer((connection) => {
    connection.listen((event) => events.emit(event.json?.type ?? 'closed', event.json ?? event, connection));
    connection.say({ type: 'hello', protocol: 'dashstream.v2', sessionId: 's', namespace: 'E', limits: {} });
  });
  events.on('resume', (message, connection) =>
    connection.say({ type: 'resumed', round: 1, epoch: 'E', partitions: { 0: { start: message.cursor?.[0].next ?? '0' } } }),
  );
  return { ...server, events };
}

test('pages over a real socket are applied, and a cut connection is resumed', async () => {
  const { url, close, events } = await serverOf();
  const client = new DashStreamClient({ url, backoff: { baseMs: 10 } });
  client.start();
  const [, first] = await once(events, 'resume');
  first.data(page(1n, framed(graphStart(1, '{"n":1}'))));
  const [progress] = await once(events, 'progress');
  assert.equal(progress.page, '1');
  first.cut();
  const [resume] = await once(events, 'resume');
  assert.deepEqual(resume.cursor, { 0: { next: '1' } });
  assert.equal(client.runs[0].state.value.n, 1);
  client.stop();
  const [{ closeCode }] = await once(events, 'closed');
  assert.equal(closeCode, 1000);
  close();
});

test('UI-02: a damaged record ends in a close frame that the platform allows, and in a resume', async () => {
  const { url, close, events } = await serverOf();
  const client = new DashStreamClient({ url, backoff: { baseMs: 10 } });
  client.start();
  const [, first] = await once(events, 'resume');
  const closed = once(events, 'closed');
  const resumed = once(events, 'resume');
  first.data(page(1n, Uint8Array.of(7)));
  assert.equal((await closed)[0].closeCode, 4400);
  assert.deepEqual((await resumed)[0].cursor, { 0: { next: '0' } });
  client.stop();
  close();
});
