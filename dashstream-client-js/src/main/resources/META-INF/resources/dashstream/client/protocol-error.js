/** The server, or what is between, does not keep to the protocol: the connection can't be trusted any more. */
export class ProtocolError extends Error {
  /** @param {string} code from the closed set of reasons for which the client closes a connection */
  constructor(code, message) {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
  }
}
