/** Which way to the server is taken: a WebSocket, or server-sent events where no WebSocket can be opened. */
import { EventsSocket } from './events-socket.js';

export class Transport {
  #settings;
  #byEvents;

  /** @param {object} settings `url`, `eventsUrl` or both; see client.js */
  constructor(settings) {
    if (settings.url === undefined && settings.eventsUrl === undefined) {
      throw new TypeError('neither url nor eventsUrl is given; one of them, or both, are needed');
    }
    this.#settings = settings;
    this.#byEvents = settings.url === undefined;
  }

  /** Opens a connection, at least to begin with. */
  open(subprotocol) {
    const { url, eventsUrl, openSocket, openEvents } = this.#settings;
    return this.#byEvents ? openEvents(eventsUrl, this.#settings) : openSocket(url, subprotocol);
  }

  /** A connection was never open: the next is tried the other way, if there is one. What was open once is tried again. */
  unreachable() {
    if (this.#settings.url !== undefined && this.#settings.eventsUrl !== undefined) {
      this.#byEvents = !this.#byEvents;
    }
  }
}

export const openEvents = (url, { maxPageBytes }) => new EventsSocket(url, { maxPageBytes });
