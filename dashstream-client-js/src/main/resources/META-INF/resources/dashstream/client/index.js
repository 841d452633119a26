/** The DashStream client for browsers and Node. docs/protocol/client.md shows how to use it. */
export { canonicalText, isVerifiable, stateHash } from './canonical.js';
export { DashStreamClient, SUBPROTOCOL } from './client.js';
export { CursorStore, readPositions, writePositions } from './cursor.js';
export { bodyOf, decodeMessage, decodePage, kindOf, MAX_MESSAGE_BYTES, SCHEMA_VERSION } from './frames.js';
export { equalJson, JsonError, MAX_DEPTH, parseJson } from './json.js';
export { MAX_OFFSET, MAX_SEQUENCE, NumberError, parseOffset, parseSequence } from './numbers.js';
export { applyPatch, MAX_OPERATIONS } from './patch.js';
export { PatchRefusal } from './patch-refusal.js';
export { RunApi } from './run-api.js';
export { Runs } from './runs.js';
export { RunState } from './run-state.js';
export { DashStreamMessage, Page, toProtoJson } from './schema.js';
export { WireError } from './wire-error.js';
