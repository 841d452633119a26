/** The message types, made at load time from the FileDescriptorSet that protoc wrote when this module was built. */
import { createFileRegistry, fromBinary, toJson } from './lib/protobuf/index.js';
import { configureTextEncoding } from './lib/protobuf/wire/index.js';
import { FileDescriptorSetSchema } from './lib/protobuf/wkt/index.js';

const SCHEMA = new URL('./schema.binpb', import.meta.url);

useStrictText();

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await load(SCHEMA)));

export const DashStreamMessage = message('dashstream.v1.DashStreamMessage');
export const Page = message('dashstream.replay.v2.Page');

/** protobuf's JSON mapping with the names of the .proto: 64-bit numbers are text, bytes are base64. */
export function toProtoJson(type, value) {
  return toJson(type, value, { useProtoFieldName: true, registry });
}

function message(name) {
  const type = registry.getMessage(name);
  if (type === undefined) {
    throw new Error(`schema.binpb lacks ${name}`);
  }
  return type;
}

/** The library's own decoder replaces what is not UTF-8, and drops a byte order mark. */
function useStrictText() {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  configureTextEncoding({
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
    checkUtf8: (text) => text.isWellFormed(),
  });
}

/** Node's fetch does not read files. */
async function load(url) {
  if (url.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answered with status ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
