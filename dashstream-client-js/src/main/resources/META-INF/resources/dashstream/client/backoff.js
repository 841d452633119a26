/** How long to wait before the next attempt: longer each time, spread by chance, and short again after a stable connection. */
export class Backoff {
  #attempts = 0;

  /** @param {{baseMs: number, maxMs: number, random: () => number}} options */
  constructor({ baseMs, maxMs, random }) {
    this.baseMs = baseMs;
    this.maxMs = maxMs;
    this.random = random;
  }

  /** The wait in milliseconds: at least half of a doubling time, at least what the server asked for. */
  next(atLeastMs = 0) {
    const ceiling = Math.min(this.maxMs, this.baseMs * 2 ** Math.min(this.#attempts, 30));
    this.#attempts++;
    return Math.max(atLeastMs, ceiling / 2 + (ceiling / 2) * this.random());
  }

  /** The connection was stable. */
  reset() {
    this.#attempts = 0;
  }
}
