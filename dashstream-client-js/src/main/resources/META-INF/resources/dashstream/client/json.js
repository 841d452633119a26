/**
 * Strict JSON (RFC 8259) without loss. What another reader might take differently is refused, by the same table of verdicts as
 * the Java side's StrictJson: members named twice, anything behind the value, numbers that are infinite as a double.
 *
 * Integers beyond 2^53-1 become BigInt and keep all their digits. Objects have no prototype, so that no member name is special.
 */

/** How deep containers may be nested: a scalar has depth 0, an array of scalars 1. */
export const MAX_DEPTH = 120;

const MAX_NUMBER_CHARS = 1000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class JsonError extends Error {
  /** @param {string} reason one of not_utf8, malformed, duplicate_key, number_out_of_range, too_deep, not_a_json_value */
  constructor(reason, message) {
    super(message);
    this.name = 'JsonError';
    this.reason = reason;
  }
}

/** Reads text from bytes that have to be UTF-8. */
export function decodeUtf8(bytes) {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new JsonError('not_utf8', `${bytes.length} bytes are not UTF-8`);
  }
}

/**
 * Reads the one JSON value that a text holds.
 *
 * @param {string | Uint8Array} source JSON text, or its bytes in UTF-8
 * @returns the value: null, boolean, number, bigint, string, array, or object without a prototype
 */
export function parseJson(source) {
  return new Parser(typeof source === 'string' ? source : decodeUtf8(source)).document();
}

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  document() {
    const value = this.value(0);
    this.match(SPACE);
    if (this.at !== this.text.length) {
      throw this.refused('malformed', 'there is more than one value');
    }
    return value;
  }

  value(depth) {
    this.match(SPACE);
    const first = this.text[this.at];
    switch (first) {
      case '{':
        return this.object(depth + 1);
      case '[':
        return this.array(depth + 1);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  object(depth) {
    this.open(depth);
    const object = Object.create(null);
    if (this.closes('}')) {
      return object;
    }
    do {
      this.match(SPACE);
      const name = this.string();
      this.match(SPACE);
      this.take(':');
      const value = this.value(depth);
      if (name in object) {
        throw this.refused('duplicate_key', 'an object has two members of one name');
      }
      object[name] = value;
    } while (this.goesOn('}'));
    return object;
  }

  array(depth) {
    this.open(depth);
    const array = [];
    if (this.closes(']')) {
      return array;
    }
    do {
      array.push(this.value(depth));
    } while (this.goesOn(']'));
    return array;
  }

  open(depth) {
    if (depth > MAX_DEPTH) {
      throw this.refused('too_deep', `containers are nested deeper than ${MAX_DEPTH} levels`);
    }
    this.at++;
  }

  closes(end) {
    this.match(SPACE);
    if (this.text[this.at] !== end) {
      return false;
    }
    this.at++;
    return true;
  }

  goesOn(end) {
    if (this.closes(end)) {
      return false;
    }
    this.take(',');
    return true;
  }

  string() {
    if (this.text[this.at] !== '"') {
      throw this.refused('malformed', 'a string is expected');
    }
    const start = this.at++;
    const plain = this.match(PLAIN_TEXT);
    if (this.text[this.at] === '"') {
      this.at++;
      return plain;
    }
    while (this.text[this.at] === '\\') {
      this.at += 2;
      this.match(PLAIN_TEXT);
    }
    this.take('"');
    try {
      return JSON.parse(this.text.slice(start, this.at));
    } catch {
      throw this.refused('malformed', 'a string has an escape that JSON does not know');
    }
  }

  number() {
    const text = this.match(NUMBER);
    if (text === undefined) {
      throw this.refused('malformed', this.at < this.text.length ? 'no value begins here' : 'a value is missing');
    }
    const value = Number(text);
    if (!Number.isFinite(value) || text.length > MAX_NUMBER_CHARS) {
      throw this.refused('number_out_of_range', 'a number is beyond the range of a double');
    }
    return Number.isSafeInteger(value) || /[.eE]/.test(text) ? value : BigInt(text);
  }

  word(word, value) {
    if (!this.text.startsWith(word, this.at)) {
      throw this.refused('malformed', 'no value begins here');
    }
    this.at += word.length;
    return value;
  }

  take(character) {
    if (this.text[this.at] !== character) {
      throw this.refused('malformed', `'${character}' is expected`);
    }
    this.at++;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  refused(reason, what) {
    return new JsonError(reason, `JSON text is refused: ${what} (at character ${this.at})`);
  }
}

/** Whether two JSON values are equal; numbers by value, so that 1 equals 1.0. */
export function equalJson(a, b) {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return isNumber(a) && isNumber(b) ? a == b : a === b;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((element, i) => equalJson(element, b[i]))
    );
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
  );
}

function isNumber(value) {
  return typeof value === 'number' || typeof value === 'bigint';
}
