/** Chance that can be repeated: every test that uses it says its seed when it fails. */
import { test } from 'node:test';

/** Numbers from 0 to below 1 (mulberry32). */
export function seeded(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (end) => Math.floor(next() * end);
  return { next, below, chance: (probability) => next() < probability, pick: (list) => list[below(list.length)] };
}

/**
 * Runs a property for many seeds. DASHSTREAM_SEED runs it for one.
 *
 * @param {(random: ReturnType<typeof seeded>) => Promise<void> | void} check
 */
export function property(name, rounds, check) {
  test(name, async () => {
    const only = process.env.DASHSTREAM_SEED;
    const seeds = only === undefined ? Array.from({ length: rounds }, (_, i) => i + 1) : [Number(only)];
    for (const seed of seeds) {
      try {
        await check(seeded(seed));
      } catch (error) {
        error.message = `DASHSTREAM_SEED=${seed} shows: ${error.message}`;
        throw error;
      }
    }
  });
}
