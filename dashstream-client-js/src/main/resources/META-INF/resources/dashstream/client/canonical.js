/** The canonical text of a state (RFC 8785) and its hash: what `state_hash` on the wire is compared with. */

const UTF8 = new TextEncoder();

/**
 * Canonical JSON text: members sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them. Integers beyond
 * 2^53-1, which are BigInt here, keep all their digits.
 */
export function canonicalText(value) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new TypeError(`${value} is not a JSON value`);
      }
      return JSON.stringify(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? ofArray(value) : ofObject(value);
    default:
      throw new TypeError(`a ${typeof value} is not a JSON value`);
  }
}

function ofArray(array) {
  return `[${array.map(canonicalText).join(',')}]`;
}

/** The order of `sort` without a comparator is that of UTF-16 code units. */
function ofObject(object) {
  const members = Object.keys(object)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(object[name])}`);
  return `{${members.join(',')}}`;
}

/**
 * Whether clients in JavaScript verify the hash of this state. By the wire format they leave out states with an integer beyond
 * 2^53-1, as most of them have rounded it by then.
 */
export function isVerifiable(value) {
  if (typeof value === 'bigint') {
    return false;
  }
  return typeof value !== 'object' || value === null || Object.values(value).every(isVerifiable);
}

/** SHA-256, as WebCrypto offers it; undefined where it does not: on pages that were not loaded securely. */
export const webCryptoDigest = globalThis.crypto?.subtle
  ? async (bytes) => new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes))
  : undefined;

/** The hash of a state: `digest` of its canonical text in UTF-8. */
export function stateHash(value, digest) {
  return digest(UTF8.encode(canonicalText(value)));
}
