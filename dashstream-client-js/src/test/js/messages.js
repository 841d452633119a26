/** Writes the messages of a producer. */
import { createHash } from 'node:crypto';
import { load } from './under-test.js';

const { canonicalText, DashStreamMessage, parseJson } = await load('index.js');
const { create, fromBinary, toBinary } = await load('lib/protobuf/index.js');

const UTF8 = new TextEncoder();
const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

export const GRAPH_START = 1;
export const GRAPH_END = 2;
export const NODE_START = 10;
export const NODE_END = 11;

export function sha256(bytes) {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

export function hashOf(state) {
  return sha256(UTF8.encode(canonicalText(state)));
}

/** An id of 16 bytes from any text. */
export function idOf(text) {
  return sha256(UTF8.encode(text)).subarray(0, 16);
}

export function header(sequence, { thread = 't-1', tenant = 'default', id, parent, time, version = 1 } = {}) {
  return {
    messageId: idOf(id ?? `${tenant}/${thread}/${sequence}`),
    timestampUs: time ?? 1_700_000_000_000_000n + BigInt(sequence),
    tenantId: tenant,
    threadId: thread,
    sequence: BigInt(sequence),
    parentId: parent === undefined ? new Uint8Array() : idOf(parent),
    schemaVersion: version,
  };
}

function message(kind, value) {
  return create(DashStreamMessage, { message: { case: kind, value } });
}

/** Attributes whose values are strings. */
function texts(attributes) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, text]) => [name, { value: { case: 'stringValue', value: text } }]),
  );
}

export function event(sequence, eventType, { attributes = {}, nodeId = '', ...options } = {}) {
  return message('event', { header: header(sequence, options), eventType, nodeId, attributes: texts(attributes) });
}

/** @param {string} [state] JSON text of the initial state */
export function graphStart(sequence, state, { runId = 'run-1', ...options } = {}) {
  const attributes = { ...(runId && { run_id: runId }), ...(state !== undefined && { initial_state_json: state }) };
  return event(sequence, GRAPH_START, { attributes, ...options });
}

export function graphEnd(sequence, options) {
  return event(sequence, GRAPH_END, options);
}

/**
 * @param {{op, path, from?, value?: string}[]} operations values as JSON text
 * @param after the state afterwards, for its hash; undefined for none
 */
export function diff(sequence, operations, after, options = {}) {
  return message('stateDiff', {
    header: header(sequence, options),
    operations: operations.map(({ op, path, from = '', value }) => ({
      op: OPERATIONS.indexOf(op),
      path,
      from,
      value: value === undefined ? new Uint8Array() : UTF8.encode(value),
    })),
    stateHash: options.hash ?? (after === undefined ? new Uint8Array() : hashOf(after)),
  });
}

export function fullState(sequence, text, options = {}) {
  return message('stateDiff', {
    header: header(sequence, options),
    fullState: UTF8.encode(text),
    stateHash: options.hash ?? hashOf(parseJson(text)),
  });
}

export function checkpoint(sequence, text, { metadata = { run_id: 'run-1' }, checksum, ...options } = {}) {
  const state = UTF8.encode(text);
  return message('checkpoint', {
    header: header(sequence, options),
    checkpointId: idOf(`checkpoint ${sequence}`),
    state,
    checksum: checksum ?? sha256(state),
    metadata,
  });
}

export function batch(events) {
  return message('eventBatch', {
    header: header(0, { id: 'batch' }),
    events: events.map(({ message: { value } }) => value),
  });
}

/** The record value: framed, not compressed. */
export function framed(value) {
  const bytes = toBinary(DashStreamMessage, value);
  const frame = new Uint8Array(bytes.length + 1);
  frame.set(bytes, 1);
  return frame;
}

export function copyOf(value) {
  return fromBinary(DashStreamMessage, toBinary(DashStreamMessage, value));
}
