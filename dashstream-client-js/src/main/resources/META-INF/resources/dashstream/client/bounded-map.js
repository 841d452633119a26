/** A map that forgets what was not used for longest. */
export class BoundedMap {
  #entries = new Map();
  #largest;

  constructor(largest) {
    this.#largest = largest;
    /** Whether anything was forgotten so far. */
    this.forgot = false;
  }

  get(key) {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  /** @returns the value that had to go, if any */
  set(key, value) {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#largest) {
      return undefined;
    }
    this.forgot = true;
    const [eldest, gone] = this.#entries.entries().next().value;
    this.#entries.delete(eldest);
    return gone;
  }

  delete(key) {
    this.#entries.delete(key);
  }

  values() {
    return [...this.#entries.values()];
  }

  deleteIf(condition) {
    for (const [key, value] of this.#entries) {
      if (condition(value)) {
        this.#entries.delete(key);
      }
    }
  }
}
