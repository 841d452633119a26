/** The operations of a StateDiff as a JSON patch. */
import { decodeUtf8, JsonError, parseJson } from './json.js';
import { MAX_OPERATIONS } from './patch.js';
import { PatchRefusal } from './patch-refusal.js';

const NAMES = ['add', 'remove', 'replace', 'move', 'copy', 'test'];
const WITH_VALUE = new Set(['add', 'replace', 'test']);
const JSON_ENCODING = 0;
const RAW_ENCODING = 3;

/**
 * @param {object[]} messages DiffOperations as they were decoded
 * @throws {PatchRefusal} if an operation, a value encoding or a value is not understood
 */
export function readOperations(messages) {
  if (messages.length > MAX_OPERATIONS) {
    throw new PatchRefusal(
      'too_many_operations',
      `patch has ${messages.length} operations, at most ${MAX_OPERATIONS} are allowed`,
    );
  }
  return messages.map((message, index) => {
    try {
      return read(message);
    } catch (error) {
      throw error instanceof PatchRefusal ? error.at(index, message.path) : error;
    }
  });
}

function read(message) {
  const op = NAMES[message.op];
  if (op === undefined) {
    throw new PatchRefusal('unknown_operation', `operation number ${message.op} is unknown`);
  }
  const { path, from } = message;
  return WITH_VALUE.has(op) ? { op, path, value: valueOf(message) } : { op, path, from };
}

function valueOf({ encoding, value }) {
  if (encoding !== JSON_ENCODING && encoding !== RAW_ENCODING) {
    throw new PatchRefusal(
      'unsupported_encoding',
      `value encoding number ${encoding} is not supported, only JSON and RAW are`,
    );
  }
  if (value.length === 0) {
    return null;
  }
  try {
    return encoding === RAW_ENCODING ? decodeUtf8(value) : parseJson(value);
  } catch (error) {
    throw error instanceof JsonError ? new PatchRefusal('bad_value', error.message) : error;
  }
}
