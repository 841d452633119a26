/** A message with what its order in the thread depends on. */
import { bodyOf, kindOf, SCHEMA_VERSION } from './frames.js';

const GRAPH_START = 1;
const GRAPH_END = 2;
const GRAPH_ERROR = 3;
const PROGRESS = new Set([80, 81, 82, 83]);

/** How long an id of a writer that keeps to the wire format is at most, in UTF-16 code units. */
export const MAX_ID_CHARS = 256;

/**
 * The messages that a decoded message stands for: itself, or the events of a batch, each with its own thread and number.
 *
 * @param message a DashStreamMessage
 * @param {{partition?: number, offset?: bigint, bytes?: number}} position where it was read
 */
export function unbatch(message, position) {
  const kind = kindOf(message);
  const body = bodyOf(message);
  if (kind !== 'eventBatch') {
    return [numbered(message, kind, body, position, isNewer(body.header))];
  }
  const newer = isNewer(body.header);
  return body.events.map((event) =>
    numbered({ message: { case: 'event', value: event } }, 'event', event, position, newer || isNewer(event.header)),
  );
}

function numbered(message, kind, body, { partition, offset, bytes = 0 }, newer) {
  const header = body.header;
  const isEvent = kind === 'event';
  return {
    message,
    kind,
    body,
    partition,
    offset,
    bytes,
    newer,
    tenantId: header?.tenantId ?? '',
    threadId: header?.threadId ?? '',
    sequence: header?.sequence ?? 0n,
    timestamp: header?.timestampUs ?? 0n,
    schemaVersion: header?.schemaVersion ?? 0,
    id: idOf(header),
    parentId: textOf(header?.parentId),
    carriesState: kind === 'stateDiff' || kind === 'checkpoint',
    bringsWholeState: kind === 'checkpoint' || (kind === 'stateDiff' && body.fullState.length > 0),
    startsRun: !newer && isEvent && body.eventType === GRAPH_START,
    endsRun: isEvent && (body.eventType === GRAPH_END || body.eventType === GRAPH_ERROR),
    failed: isEvent && body.eventType === GRAPH_ERROR,
    canBeParent: kind === 'toolExecution' || (isEvent && !PROGRESS.has(body.eventType)),
  };
}

/** Version 0 is read as 1. */
function isNewer(header) {
  return (header?.schemaVersion ?? 0) > SCHEMA_VERSION;
}

/** What tells a message from others and not from copies of itself. */
function idOf(header) {
  const id = textOf(header?.messageId);
  return id === '' ? `${header?.sequence ?? 0n}@${header?.timestampUs ?? 0n}` : id;
}

/** The bytes of an id as text of as many characters; what is longer than any real one is cut. */
export function textOf(bytes) {
  return bytes === undefined ? '' : String.fromCharCode(...bytes.subarray(0, 64));
}
