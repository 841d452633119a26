import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from './under-test.js';

const { Transport } = await load('transport.js');

/** A transport whose connections are only written down. */
function transportOf(addresses) {
  const opened = [];
  const transport = new Transport({
    ...addresses,
    openSocket: (url, protocol) => opened.push(`socket ${url} ${protocol}`),
    openEvents: (url) => opened.push(`events ${url}`),
  });
  return {
    opened,
    open: () => transport.open('p'),
    unreachable: () => transport.unreachable(),
  };
}

const SOCKET = 'socket ws://s/ws p';
const EVENTS = 'events /events';

describe('the way to the server', () => {
  test('needs an address, and says which it may be', () => {
    assert.throws(() => transportOf({}), { name: 'TypeError', message: /neither url nor eventsUrl/ });
  });

  test('is a WebSocket, also if none can be opened, where there is nothing else', () => {
    const { opened, open, unreachable } = transportOf({ url: 'ws://s/ws' });
    open();
    unreachable();
    open();
    assert.deepEqual(opened, [SOCKET, SOCKET]);
  });

  test('is a stream of events where no address of a WebSocket is given', () => {
    const { opened, open, unreachable } = transportOf({ eventsUrl: '/events' });
    open();
    unreachable();
    open();
    assert.deepEqual(opened, [EVENTS, EVENTS]);
  });

  test('is a WebSocket first, if both are given, and stays one as long as it can be opened', () => {
    const { opened, open } = transportOf({ url: 'ws://s/ws', eventsUrl: '/events' });
    open();
    open();
    assert.deepEqual(opened, [SOCKET, SOCKET]);
  });

  test('changes each time that a connection was never open', () => {
    const { opened, open, unreachable } = transportOf({ url: 'ws://s/ws', eventsUrl: '/events' });
    open();
    unreachable();
    open();
    open();
    unreachable();
    open();
    assert.deepEqual(opened, [SOCKET, EVENTS, EVENTS, SOCKET]);
  });

  test('by events is opened with the settings of the client', () => {
    const settings = { eventsUrl: '/events', maxPageBytes: 7, openEvents: (url, given) => ({ url, given }) };
    assert.deepEqual(new Transport(settings).open('p'), { url: '/events', given: settings });
  });
});
