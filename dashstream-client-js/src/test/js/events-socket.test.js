import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settle } from './scripted-server.js';
import { load } from './under-test.js';

const { EventsSocket } = await load('events-socket.js');
const { Page } = await load('index.js');
const { fromBinary } = await load('lib/protobuf/index.js');

const URL = '/events';
const ABNORMAL = 1006;
const CLOSED = 3;

/** The socket over a stream that says what a test says, and all that was asked of the server and told by the socket. */
function scripted({ status = 200, type = 'text/event-stream', posts = async () => new Response(null, { status: 204 }), ...options } = {}) {
  const requests = [];
  const told = [];
  let stream;
  const body = new ReadableStream({ start: (controller) => (stream = controller) });
  const socket = new EventsSocket(URL, {
    ...options,
    fetch: async (url, request) => {
      requests.push({ url, ...request });
      if (request.method === 'POST') {
        return posts(request.body);
      }
      request.signal.addEventListener('abort', () => stream.error(request.signal.reason));
      return new Response(body, { status, headers: { 'content-type': type } });
    },
  });
  for (const name of ['open', 'message', 'close']) {
    socket.addEventListener(name, (event) => told.push(event));
  }
  return {
    socket,
    requests,
    told,
    names: () => told.map((event) => event.type),
    messages: () => told.filter((event) => event.type === 'message').map(({ data }) => data),
    closed: () => told.filter((event) => event.type === 'close').map(({ code, reason }) => ({ code, reason })),
    posted: () => requests.filter(({ method }) => method === 'POST').map(({ url, body: text }) => ({ url, text })),
    async say(bytes) {
      stream.enqueue(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
      await settle();
    },
    async end() {
      stream.close();
      await settle();
    },
  };
}

const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
const HELLO = event('hello', { sessionId: 'a/b', namespace: 'E' });

async function opened(options) {
  const server = scripted(options);
  await server.say(HELLO);
  return server;
}

describe('opening', () => {
  test('asks for a stream whose resume is posted', async () => {
    const { requests } = scripted();
    await settle();
    assert.equal(requests.length, 1);
    assert.equal(requests[0].url, '/events?resume=later');
    assert.deepEqual(requests[0].headers, { accept: 'text/event-stream' });
    assert.equal(requests[0].cache, 'no-store');
  });

  test('is over when the server has greeted, and not before', async () => {
    const server = scripted();
    await server.say('retry: 1000\n\n');
    assert.equal(server.socket.readyState, 0);
    await server.say(HELLO);
    assert.equal(server.socket.readyState, 1);
    assert.deepEqual(server.names(), ['open', 'message']);
    assert.deepEqual(JSON.parse(server.messages()[0]), { sessionId: 'a/b', namespace: 'E', type: 'hello' });
  });

  test('fails with the status that the server answered with', async () => {
    const server = scripted({ status: 503 });
    await settle();
    assert.deepEqual(server.closed(), [
      { code: ABNORMAL, reason: '/events answered with status 503 and no stream of events' },
    ]);
    assert.deepEqual(server.names(), ['close']);
  });

  test('fails if a proxy answers with a page of its own', async () => {
    const server = scripted({ type: 'text/html' });
    await settle();
    assert.match(server.closed()[0].reason, /status 200 and no stream of events/);
  });
});

describe('what the server says', () => {
  test('is one text a message, named by its event', async () => {
    const server = await opened();
    await server.say(event('pong', {}) + event('gap', { partition: 0 }));
    assert.deepEqual(server.messages().slice(1).map(JSON.parse), [{ type: 'pong' }, { partition: 0, type: 'gap' }]);
  });

  test('may come in pieces of any size, cut inside of a character too', async () => {
    const server = await opened();
    const bytes = new TextEncoder().encode(event('notice', { text: 'é 日 😀' }));
    for (const byte of bytes) {
      await server.say(Uint8Array.of(byte));
    }
    assert.equal(JSON.parse(server.messages()[1]).text, 'é 日 😀');
  });

  test('may have lines that end as on Windows, comments, and fields that are not known', async () => {
    const server = await opened();
    await server.say(': keep-alive\r\n\r\nid: x\r\nevent: pong\r\ndata: {}\r\n\r\n');
    assert.deepEqual(JSON.parse(server.messages()[1]), { type: 'pong' });
  });

  test('may have its data on several lines', async () => {
    const server = await opened();
    await server.say('event: gap\ndata: {"partition":\ndata: 3}\n\n');
    assert.equal(JSON.parse(server.messages()[1]).partition, 3);
  });

  test('is a page in the encoding of a WebSocket, its offsets exact beyond 2^53', async () => {
    const server = await opened();
    await server.say(
      event('page', {
        page: '9007199254740993',
        phase: 'resync',
        records: [
          { partition: 2, offset: '9223372036854775806', timestampMs: 5, readability: 'oversized', value: '' },
          { partition: 2, offset: '9223372036854775807', timestampMs: 6, readability: 'readable', value: 'AP8=' },
        ],
        next: { epoch: 'E', partitions: { 2: { next: '9223372036854775807', le: 4 } } },
        remaining: '9007199254740995',
      }),
    );
    const page = fromBinary(Page, server.messages()[1]);
    assert.equal(page.page, 9007199254740993n);
    assert.equal(page.phase, 3);
    assert.deepEqual(
      page.records.map(({ partition, offset, timestampMs, readability, value }) => [
        partition, offset, timestampMs, readability, [...value],
      ]),
      [
        [2, 9223372036854775806n, 5n, 3, []],
        [2, 9223372036854775807n, 6n, 1, [0, 255]],
      ],
    );
    assert.equal(page.next.epoch, 'E');
    assert.equal(page.next.positions[0].next, 9223372036854775807n);
    assert.equal(page.next.positions[0].leaderEpoch, 4);
    assert.equal(page.remaining, 9007199254740995n);
  });

  test('is a page without a cursor where it has none', async () => {
    const server = await opened();
    await server.say(event('page', { page: '1', phase: 'live', records: [], remaining: '0' }));
    assert.equal(fromBinary(Page, server.messages()[1]).next, undefined);
  });
});

describe('a stream is given up', () => {
  const cases = {
    'that ends': [(server) => server.end(), 'the stream ended'],
    'whose data is no JSON': [(server) => server.say('event: gap\ndata: {\n\n'), /./],
    'that is no UTF-8': [(server) => server.say(Uint8Array.of(0xff, 10)), /./],
    'with an offset that is no number': [
      (server) => server.say(event('page', { page: 'x', phase: 'live', records: [], remaining: '0' })),
      /page\.page/,
    ],
    'with a line without an end': [
      async (server) => {
        for (let i = 0; i < 3; i++) {
          await server.say('x'.repeat(512 * 1024));
        }
      },
      'an event of more than 1048596 characters',
    ],
    'with an event that has lines without an end': [
      async (server) => {
        for (let i = 0; i < 3; i++) {
          await server.say(`data: ${'x'.repeat(512 * 1024)}\n`);
        }
      },
      'an event of more than 1048596 characters',
    ],
  };
  for (const [name, [happens, reason]] of Object.entries(cases)) {
    test(name, async () => {
      const server = await opened({ maxPageBytes: 10 });
      await happens(server);
      assert.equal(server.socket.readyState, CLOSED);
      assert.equal(server.closed().length, 1);
      assert.equal(server.closed()[0].code, ABNORMAL);
      if (typeof reason === 'string') {
        assert.equal(server.closed()[0].reason, reason);
      } else {
        assert.match(server.closed()[0].reason, reason);
      }
      assert.equal(server.messages().length, 1, 'nothing but the greeting was handed on');
    });
  }
});

describe('what the client says', () => {
  test('is posted to its session, whatever characters its id has', async () => {
    const server = await opened();
    server.socket.send('{"type":"ping"}');
    await settle();
    assert.deepEqual(server.posted(), [{ url: '/events/a%2Fb', text: '{"type":"ping"}' }]);
  });

  test('is posted one after the other, in order', async () => {
    const answers = [];
    const server = await opened({ posts: () => new Promise((answer) => answers.push(answer)) });
    server.socket.send('1');
    server.socket.send('2');
    await settle();
    assert.deepEqual(server.posted().map(({ text }) => text), ['1']);
    answers[0](new Response(null, { status: 204 }));
    await settle();
    assert.deepEqual(server.posted().map(({ text }) => text), ['1', '2']);
  });

  test('ends the connection if the server refuses it, and nothing is posted after it', async () => {
    const server = await opened({ posts: async () => new Response('', { status: 404 }) });
    server.socket.send('1');
    server.socket.send('2');
    await settle();
    assert.deepEqual(server.closed(), [{ code: ABNORMAL, reason: 'a message was answered with status 404' }]);
    assert.equal(server.posted().length, 1);
  });

  test('ends the connection if it does not arrive', async () => {
    const server = await opened({
      posts: async () => {
        throw new TypeError('no network');
      },
    });
    server.socket.send('1');
    await settle();
    assert.deepEqual(server.closed(), [{ code: ABNORMAL, reason: 'no network' }]);
  });
});

describe('closing', () => {
  test('ends the request, is told once with its code and reason, and nothing is told after it', async () => {
    const server = await opened();
    server.socket.close(4400, 'done');
    server.socket.close(1000, 'again');
    await settle();
    assert.equal(server.requests[0].signal.aborted, true);
    assert.equal(server.socket.readyState, CLOSED);
    assert.deepEqual(server.closed(), [{ code: 4400, reason: 'done' }]);
    server.socket.send('late');
    await settle();
    assert.deepEqual(server.posted(), []);
  });

  test('while a piece with several events is being read hands on no more of them', async () => {
    const server = await opened();
    server.socket.addEventListener('message', () => server.socket.close());
    await server.say(event('pong', {}) + event('gap', {}));
    assert.deepEqual(server.messages().slice(1).map((text) => JSON.parse(text).type), ['pong']);
  });

  test('has the code and reason of a WebSocket if none is given', async () => {
    const server = await opened();
    server.socket.close();
    assert.deepEqual(server.closed(), [{ code: 1000, reason: '' }]);
  });
});
