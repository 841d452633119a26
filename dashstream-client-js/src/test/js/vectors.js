/** The test vectors of the Java modules, read from where they are: there is no second copy. */
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../../', import.meta.url);
const CORE = new URL('dashstream-core/src/test/resources/', ROOT);
const REPLAY = new URL('dashstream-replay/src/test/resources/', ROOT);

export function coreVectors(name) {
  return readFileSync(new URL(`vectors/${name}.json`, CORE), 'utf8');
}

export function replayVectors(name) {
  return readFileSync(new URL(`vectors/${name}.json`, REPLAY), 'utf8');
}

/** {name, bytes, expected} of each golden frame. */
export function goldenFrames() {
  return text('golden/index.txt').trim().split('\n').map(goldenFrame);
}

export function goldenFrame(name) {
  return {
    name,
    bytes: fromHex(text(`golden/${name}.hex`).trim()),
    expected: JSON.parse(text(`golden/${name}.json`)),
  };
}

export function fromHex(hex) {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function text(path) {
  return readFileSync(new URL(path, CORE), 'utf8');
}
