/** A WebSocket server (RFC 6455) over real sockets, as far as tests need one: no fragments, frames below 64 kB. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;

/** @param {(connection: Connected) => void} onConnect */
export async function webSocketServer(onConnect) {
  const server = createServer((request, response) => response.writeHead(426).end());
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${request.headers['sec-websocket-protocol']}\r\n\r\n`,
    );
    onConnect(new Connected(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `ws://127.0.0.1:${server.address().port}/ws`, close: () => server.close() };
}

class Connected {
  #socket;
  #bytes = Buffer.alloc(0);
  #listener = () => {};

  constructor(socket) {
    this.#socket = socket;
    this.closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.on('data', (data) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
      this.#read();
    });
  }

  /** The listener gets {json} for each message and {closeCode} at the end. */
  listen(listener) {
    this.#listener = listener;
  }

  say(message) {
    this.#write(TEXT, Buffer.from(JSON.stringify(message)));
  }

  data(bytes) {
    this.#write(BINARY, Buffer.from(bytes));
  }

  cut() {
    this.#socket.destroy();
  }

  #write(opcode, payload) {
    const head = payload.length < 126 ? Buffer.alloc(2) : Buffer.alloc(4);
    head[0] = 0x80 | opcode;
    head[1] = Math.min(payload.length, 126);
    if (payload.length >= 126) {
      head.writeUInt16BE(payload.length, 2);
    }
    this.#socket.write(Buffer.concat([head, payload]));
  }

  #read() {
    while (this.#bytes.length >= 2) {
      const short = this.#bytes[1] & 0x7f;
      const start = short === 126 ? 8 : 6;
      const length = short === 126 && this.#bytes.length >= 4 ? this.#bytes.readUInt16BE(2) : short;
      if (this.#bytes.length < start + length) {
        return;
      }
      const mask = this.#bytes.subarray(start - 4, start);
      const payload = Buffer.from(this.#bytes.subarray(start, start + length).map((byte, i) => byte ^ mask[i % 4]));
      const opcode = this.#bytes[0] & 0x0f;
      this.#bytes = this.#bytes.subarray(start + length);
      this.#received(opcode, payload);
    }
  }

  #received(opcode, payload) {
    if (opcode === TEXT) {
      this.#listener({ json: JSON.parse(payload.toString()) });
    } else if (opcode === CLOSE) {
      this.#listener({ closeCode: payload.length >= 2 ? payload.readUInt16BE(0) : 1005 });
      this.#write(CLOSE, payload);
      this.#socket.end();
    }
  }
}
