/**
 * Walks over an encoded message before it is parsed. The parser trusts what it reads: it takes a field of the wrong wire type for
 * the right one and lets a part reach beyond the whole. And four bytes on the wire can become hundreds in memory; so the parts
 * are counted too.
 */
import { ScalarType } from './lib/protobuf/index.js';
import { WireError } from './wire-error.js';

/** So many fields, elements and entries may one message have; an event with six attributes has about forty. */
export const MAX_PARTS = 1_000_000;
const MAX_NESTING = 100;

const VARINT = 0;
const BIT64 = 1;
const DELIMITED = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const BIT32 = 5;

export function checkWire(type, bytes) {
  new Walk(bytes).message(type, bytes.length, 0);
}

class Walk {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.parts = 0;
  }

  message(type, end, depth) {
    if (depth > MAX_NESTING) {
      throw this.malformed(`parts are nested deeper than ${MAX_NESTING} levels`);
    }
    while (this.at < end) {
      const [number, wireType] = this.tag(end);
      const field = fieldsOf(type).get(number);
      if (field === undefined) {
        this.skip(number, wireType, end, depth);
      } else {
        this.field(field, wireType, end, depth);
      }
    }
  }

  field(field, wireType, end, depth) {
    const packed = wireType === DELIMITED && isPackable(field);
    if (!packed && wireType !== wireTypeOf(field)) {
      throw this.malformed(`field ${field.name} has wire type ${wireType}`);
    }
    if (packed) {
      this.packed(field, end);
    } else if (wireType === DELIMITED) {
      this.delimited(field, end, depth);
    } else {
      this.skip(field.number, wireType, end, depth);
    }
  }

  delimited(field, end, depth) {
    const partEnd = this.partEnd(end);
    if (field.fieldKind === 'map') {
      this.entry(field, partEnd, depth + 1);
    } else if (field.message !== undefined) {
      this.message(field.message, partEnd, depth + 1);
    } else {
      this.at = partEnd;
    }
  }

  /** The parser knows no other fields in an entry than key and value. */
  entry(field, end, depth) {
    while (this.at < end) {
      const [number, wireType] = this.tag(end);
      const expected = number === 1 ? scalarWireType(field.mapKey) : number === 2 ? mapValueWireType(field) : -1;
      if (wireType !== expected) {
        throw this.malformed(`an entry of ${field.name} has a field ${number} of wire type ${wireType}`);
      }
      if (number === 2 && field.message !== undefined) {
        this.message(field.message, this.partEnd(end), depth + 1);
      } else {
        this.skip(number, wireType, end, depth);
      }
    }
  }

  packed(field, end) {
    const partEnd = this.partEnd(end);
    const wireType = scalarWireType(field.scalar ?? ScalarType.INT32);
    while (this.at < partEnd) {
      this.count();
      this.skip(field.number, wireType, partEnd, 0);
    }
  }

  skip(number, wireType, end, depth) {
    switch (wireType) {
      case VARINT:
        this.varint(end);
        break;
      case BIT64:
        this.advance(8, end);
        break;
      case BIT32:
        this.advance(4, end);
        break;
      case DELIMITED:
        this.at = this.partEnd(end);
        break;
      case START_GROUP:
        this.group(number, end, depth + 1);
        break;
      default:
        throw this.malformed(`wire type ${wireType} can not be here`);
    }
  }

  group(number, end, depth) {
    if (depth > MAX_NESTING) {
      throw this.malformed(`parts are nested deeper than ${MAX_NESTING} levels`);
    }
    for (;;) {
      const [inner, wireType] = this.tag(end);
      if (wireType !== END_GROUP) {
        this.skip(inner, wireType, end, depth);
      } else if (inner === number) {
        return;
      } else {
        throw this.malformed('a group ends that did not begin');
      }
    }
  }

  tag(end) {
    this.count();
    const tag = this.varint(end);
    const number = Number(tag >> 3n);
    if (number < 1 || number > 0x1fffffff) {
      throw this.malformed(`field number ${number} is not allowed`);
    }
    return [number, Number(tag & 7n)];
  }

  count() {
    if (++this.parts > MAX_PARTS) {
      throw new WireError('too_complex', `the message has more than ${MAX_PARTS} parts`);
    }
  }

  partEnd(end) {
    const length = this.varint(end);
    if (length > BigInt(end - this.at)) {
      throw this.malformed(`a part of ${length} bytes where ${end - this.at} are left`);
    }
    return this.at + Number(length);
  }

  varint(end) {
    let small = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte(end);
      small |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt(small);
      }
    }
    let value = BigInt(small);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte(end);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asUintN(64, value);
      }
    }
    throw this.malformed('a number has more than ten bytes');
  }

  byte(end) {
    this.advance(1, end);
    return this.bytes[this.at - 1];
  }

  advance(length, end) {
    if (length > end - this.at) {
      throw this.malformed('the message is cut short');
    }
    this.at += length;
  }

  malformed(what) {
    return new WireError('malformed_message', `${what} (at byte ${this.at})`);
  }
}

const fieldsByNumber = new Map();

function fieldsOf(type) {
  let fields = fieldsByNumber.get(type);
  if (fields === undefined) {
    fields = new Map(type.fields.map((field) => [field.number, field]));
    fieldsByNumber.set(type, fields);
  }
  return fields;
}

function isPackable(field) {
  return field.fieldKind === 'list' && field.message === undefined && wireTypeOf(field) !== DELIMITED;
}

function wireTypeOf(field) {
  if (field.message !== undefined || field.fieldKind === 'map') {
    return DELIMITED;
  }
  return field.enum !== undefined ? VARINT : scalarWireType(field.scalar);
}

function mapValueWireType(field) {
  return field.message !== undefined ? DELIMITED : field.enum !== undefined ? VARINT : scalarWireType(field.scalar);
}

function scalarWireType(scalar) {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return DELIMITED;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return BIT64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return BIT32;
    default:
      return VARINT;
  }
}
