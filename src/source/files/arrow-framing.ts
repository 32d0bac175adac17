import { type FileHandle, open } from 'node:fs/promises';
import { type Bytes, ForwardBytes } from './forward-bytes.ts';

const CONTINUATION = -1;
const MAGIC = 'ARROW1';
const SCHEMA = 1;
const RECORD_BATCH = 3;
const DICTIONARY = 2;
const MOST_ROWS = 2 ** 31;
/** Of one message, in bytes: a million columns take less. */
const MOST_METADATA = 2 ** 28;

/**
 * Walks the messages of an uncompressed Arrow IPC file or stream, without their values: sizes stay within the file, vectors
 * within their message, and what the footer points at is a message. Arrow's own reader checks none of that, and a flipped
 * bit can make it read for ever.
 *
 * @throws Error that says what is wrong
 */
export async function expectSoundFraming(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = { at: (position: number, length: number) => bytesAt(handle, position, length), has: isBefore(size) };
    const isFile = (await bytesAt(handle, 0, Math.min(size, 6))).toString('latin1') === MAGIC;
    const footer = isFile ? await footerOf(handle, size) : undefined;
    const starts = await walk(bytes, isFile ? 8 : 0, footer?.begin ?? size);
    for (const offset of footer === undefined ? [] : blocksOf(footer.bytes)) {
      if (!starts.has(offset)) throw new Error('its footer points at no message');
    }
  } catch (error) {
    throw error instanceof RangeError ? new Error('its metadata points outside of itself') : error;
  } finally {
    await handle.close();
  }
}

/**
 * As `expectSoundFraming`, of a file or stream that only comes forward, as from a decompressor: all of it is read, so
 * that its checksums count too. The footer of a file isn't looked at, as nothing reads such a stream by it.
 *
 * @throws Error that says what is wrong
 */
export async function expectSoundStream(chunks: AsyncIterable<Buffer>): Promise<void> {
  const bytes = new ForwardBytes(chunks);
  try {
    const isFile = (await bytes.at(0, 6)).toString('latin1') === MAGIC;
    await walk(bytes, isFile ? 8 : 0, Number.POSITIVE_INFINITY);
    await bytes.drain();
  } catch (error) {
    throw error instanceof RangeError ? new Error('its metadata points outside of itself') : error;
  }
}

const isBefore = (size: number) => (position: number) => Promise.resolve(position < size);

async function walk(bytes: Bytes, begin: number, end: number): Promise<Set<number>> {
  const starts = new Set<number>();
  for (let at = begin; at + 4 <= end && (await bytes.has(at)); ) {
    starts.add(at);
    let size = (await bytes.at(at, 4)).readInt32LE();
    at += 4;
    if (size === CONTINUATION) {
      size = (await bytes.at(at, 4)).readInt32LE();
      at += 4;
    }
    if (size === 0) return starts;
    if (size < 0 || size > MOST_METADATA || at + size > end) throw new Error('a message is longer than the file');
    const body = checkMessage(await bytes.at(at, size));
    at += size;
    const isThere = body >= 0 && at + body <= end && (body === 0 || (await bytes.has(at + body - 1)));
    if (!isThere) throw new Error('a batch is longer than the file');
    at += body;
  }
  return starts;
}

/** The length of the body that follows. Positions are those of FlatBuffers: a table points at where its fields lie. */
function checkMessage(bytes: Buffer): number {
  const root = bytes.readUInt32LE(0);
  const kindAt = fieldAt(bytes, root, 1);
  const kind = kindAt === undefined ? 0 : bytes.readUInt8(kindAt);
  const headerAt = fieldAt(bytes, root, 2);
  const bodyAt = fieldAt(bytes, root, 3);
  const body = bodyAt === undefined ? 0 : Number(bytes.readBigInt64LE(bodyAt));
  if (headerAt === undefined) throw new Error('a message has no header');
  const header = headerAt + bytes.readUInt32LE(headerAt);
  if (kind === SCHEMA) checkSchema(bytes, header);
  if (kind === RECORD_BATCH) checkBatch(bytes, header, body);
  if (kind === DICTIONARY) {
    const dataAt = fieldAt(bytes, header, 1);
    if (dataAt === undefined) throw new Error('a dictionary has no values');
    checkBatch(bytes, dataAt + bytes.readUInt32LE(dataAt), body);
  }
  return body;
}

function checkBatch(bytes: Buffer, table: number, body: number): void {
  const lengthAt = fieldAt(bytes, table, 0);
  const rows = lengthAt === undefined ? 0 : Number(bytes.readBigInt64LE(lengthAt));
  if (rows < 0 || rows > MOST_ROWS) throw new Error(`a batch has ${rows} rows`);
  for (const node of structs(bytes, table, 1, 16)) {
    const length = Number(bytes.readBigInt64LE(node));
    const nulls = Number(bytes.readBigInt64LE(node + 8));
    // Whatever the type, a value that is there takes a bit.
    const fits = length >= 0 && nulls >= 0 && nulls <= length && (length <= 8 * body || nulls === length);
    if (!fits || length > MOST_ROWS) throw new Error('a column is longer than its bytes');
  }
  for (const buffer of structs(bytes, table, 2, 16)) {
    const offset = Number(bytes.readBigInt64LE(buffer));
    const length = Number(bytes.readBigInt64LE(buffer + 8));
    if (offset < 0 || length < 0 || offset + length > body) throw new Error('a column lies outside of its batch');
  }
}

/** A schema's fields, theirs, and all texts: what they count lies in the message, and there are no more than fit it. */
function checkSchema(bytes: Buffer, schema: number): void {
  const waiting = tables(bytes, schema, 1);
  checkPairs(bytes, schema, 2);
  for (let seen = 0; waiting.length > 0; seen++) {
    if (8 * seen > bytes.length) throw new Error('its schema has more columns than it has room for');
    const field = waiting.pop()!;
    expectText(bytes, field, 0);
    checkPairs(bytes, field, 6);
    waiting.push(...tables(bytes, field, 5));
  }
}

function checkPairs(bytes: Buffer, table: number, field: number): void {
  for (const pair of tables(bytes, table, field)) {
    expectText(bytes, pair, 0);
    expectText(bytes, pair, 1);
  }
}

function expectText(bytes: Buffer, table: number, field: number): void {
  structs(bytes, table, field, 1);
}

/** Where the tables of a vector lie. */
function tables(bytes: Buffer, table: number, field: number): number[] {
  return structs(bytes, table, field, 4).map((at) => at + bytes.readUInt32LE(at));
}

/** Where a field of a table lies; undefined when it is absent. */
function fieldAt(bytes: Buffer, table: number, field: number): number | undefined {
  const vtable = table - bytes.readInt32LE(table);
  const entry = 4 + 2 * field;
  if (entry + 2 > bytes.readUInt16LE(vtable)) return undefined;
  const offset = bytes.readUInt16LE(vtable + entry);
  return offset === 0 ? undefined : table + offset;
}

/** Where the structs of a vector lie. */
function structs(bytes: Buffer, table: number, field: number, size: number): number[] {
  const at = fieldAt(bytes, table, field);
  if (at === undefined) return [];
  const vector = at + bytes.readUInt32LE(at);
  const count = bytes.readUInt32LE(vector);
  if (vector + 4 + count * size > bytes.length) throw new Error('its metadata points outside of itself');
  return Array.from({ length: count }, (_, i) => vector + 4 + i * size);
}

async function footerOf(handle: FileHandle, size: number): Promise<{ begin: number; bytes: Buffer }> {
  const tail = size < 18 ? Buffer.alloc(10) : await bytesAt(handle, size - 10, 10);
  const length = tail.readInt32LE(0);
  if (tail.toString('latin1', 4) !== MAGIC) throw new Error('its end is missing');
  if (length <= 0 || length > size - 18) throw new Error('its footer is longer than the file');
  const begin = size - 10 - length;
  return { begin, bytes: await bytesAt(handle, begin, length) };
}

function blocksOf(footer: Buffer): number[] {
  const root = footer.readUInt32LE(0);
  const schemaAt = fieldAt(footer, root, 1);
  if (schemaAt === undefined) throw new Error('its footer has no schema');
  checkSchema(footer, schemaAt + footer.readUInt32LE(schemaAt));
  return [2, 3].flatMap((field) =>
    structs(footer, root, field, 24).map((block) => Number(footer.readBigInt64LE(block))),
  );
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('it is cut short');
  return buffer;
}
