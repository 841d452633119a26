/** A record value or a page that can't be decoded. */
export class WireError extends Error {
  /** @param {string} reason from the closed set that docs/wire-format.md lists under "Reading" */
  constructor(reason, message) {
    super(message);
    this.name = 'WireError';
    this.reason = reason;
  }
}
