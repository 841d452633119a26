/** JSON pointers (RFC 6901), strictly. */
import { MAX_DEPTH } from './json.js';
import { PatchRefusal } from './patch-refusal.js';

export const MAX_PATH_CHARS = 8 * 1024;

/** Legal in JSON and refused here, as the wire format says of browsers: too many programs do not survive them. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const INDEX = /^(?:0|[1-9][0-9]{0,15})$/;

/** @returns {string[]} the unescaped segments; none for the whole document */
export function parsePointer(text) {
  if (text.length > MAX_PATH_CHARS) {
    throw new PatchRefusal('path_too_long', `a path has ${text.length} characters; at most ${MAX_PATH_CHARS} are allowed`);
  }
  if (text === '') {
    return [];
  }
  if (!text.startsWith('/') || /~(?![01])/.test(text)) {
    throw new PatchRefusal('bad_path', "a path is empty or begins with '/', and '~' is followed by 0 or 1");
  }
  const segments = text.slice(1).split('/').map(unescape);
  if (segments.length > MAX_DEPTH) {
    throw new PatchRefusal('too_deep', `a path has ${segments.length} segments; at most ${MAX_DEPTH} are allowed`);
  }
  const forbidden = segments.find((segment) => FORBIDDEN.has(segment));
  if (forbidden !== undefined) {
    throw new PatchRefusal('forbidden_path', `a path must not lead through ${forbidden}`);
  }
  return segments;
}

function unescape(segment) {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;
}

/**
 * The index that a segment names.
 *
 * @param {string} segment
 * @param {number} length how many indices there are
 */
export function parseIndex(segment, length) {
  if (!INDEX.test(segment)) {
    throw new PatchRefusal('bad_index', `'${segment.slice(0, 40)}' is no array index`);
  }
  const index = Number(segment);
  if (index >= length) {
    throw new PatchRefusal('bad_index', `index ${segment} where ${length} are possible`);
  }
  return index;
}
