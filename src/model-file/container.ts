import { MillraceError } from '../core/errors.ts';
import { type JsonValue, toJson } from '../core/json.ts';
import { atOnce, inTurns } from '../core/turns.ts';
import { VERSION } from '../core/version.ts';
import { writeWhole } from '../core/whole-file.ts';
import { type ContainerArray, checkArray } from './arrays.ts';
import { fromArrowFile, toArrowFile } from './arrow-layout.ts';
import { readModelFile } from './read-file.ts';
import { seal, verifySeal } from './seal.ts';

/** Counts up when older versions could no longer read what is written. Files of every lower version load. */
export const FORMAT_VERSION = 1;

const CONTAINER_KINDS = ['model', 'checkpoint'] as const;

export type ContainerKind = (typeof CONTAINER_KINDS)[number];

/**
 * What a model file holds: a JSON description and named arrays, nothing that runs.
 *
 * The file is an Arrow IPC file, readable from any Arrow library. Its schema metadata has one key, `millrace`:
 * JSON `{ formatVersion, kind, createdBy, description }`. Each array is a row: `name`, `type` (int8 … uint64, float32,
 * float64, or utf8), `shape`, and `data`, little-endian and padded with zeros to 64 bytes. A SHA-256 over the whole
 * file is checked before any parser sees it (`seal.ts`).
 */
export interface Container {
  readonly kind: ContainerKind;
  readonly description: JsonValue;
  readonly arrays: ReadonlyMap<string, ContainerArray>;
}

/**
 * Writes a container. The file appears whole or not at all, also when the process is killed.
 *
 * @throws MillraceError FILE_MISSING (no such folder), FILE_UNWRITABLE
 */
export async function writeContainer(path: string, container: Container): Promise<void> {
  const parts = await inTurns(seal(toArrow(container)));
  await writeWhole(path, async (file) => {
    for (const part of parts) await file.writeFile(part);
  });
}

/**
 * Reads a container. Arrays are views of the file's bytes: nothing is copied.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_INVALID (not a container, or not of this kind),
 *   MODEL_CORRUPT (altered or cut short), MODEL_NEWER, MEMORY_EXHAUSTED
 */
export async function readContainer(path: string, kind: ContainerKind = 'model'): Promise<Container> {
  const bytes = await readModelFile(path);
  const name = `'${path}'`;
  await inTurns(verifySeal(bytes, name));
  return parse(bytes, name, kind);
}

/** The bytes that `writeContainer` would write. The same container gives the same bytes. */
export function encodeContainer(container: Container): Uint8Array {
  return Buffer.concat(atOnce(seal(toArrow(container))));
}

/** As `readContainer`, from bytes; synchronous. The arrays are views of `bytes` where those are 8-aligned. */
export function decodeContainer(bytes: Uint8Array, kind: ContainerKind = 'model'): Container {
  const name = 'the model';
  atOnce(verifySeal(bytes, name));
  return parse(bytes, name, kind);
}

function toArrow({ kind, description, arrays }: Container): Uint8Array {
  for (const [name, array] of arrays) checkArray(name, array);
  const header = { formatVersion: FORMAT_VERSION, kind, createdBy: `millrace ${VERSION}`, description };
  return toArrowFile(toJson(header), arrays);
}

function parse(bytes: Uint8Array, name: string, kind: ContainerKind): Container {
  try {
    const content = fromArrowFile(bytes);
    const header = parseHeader(content.metadata, name);
    if (header.kind !== kind) throw new MillraceError('MODEL_INVALID', `${name} is a ${header.kind}, not a ${kind}`);
    return { ...header, arrays: content.arrays() };
  } catch (error) {
    if (error instanceof MillraceError) throw error;
    // The seal is right, so the file is as it was written: by something other than Millrace.
    throw new MillraceError('MODEL_INVALID', `${name} is no Millrace model: ${String(error)}`, { cause: error });
  }
}

function parseHeader(json: string, name: string): Pick<Container, 'kind' | 'description'> {
  const header: unknown = JSON.parse(json);
  const invalid = (what: string) =>
    new MillraceError('MODEL_INVALID', `${name} is no Millrace model: it has no ${what}`);
  if (typeof header !== 'object' || header === null) throw invalid('description');
  const { formatVersion, kind, createdBy, description } = header as Record<string, JsonValue | undefined>;
  if (typeof formatVersion !== 'number' || !Number.isSafeInteger(formatVersion) || formatVersion < 1) {
    throw invalid('format version');
  }
  // First of all: a newer version may have changed everything else.
  if (formatVersion > FORMAT_VERSION) {
    throw new MillraceError(
      'MODEL_NEWER',
      `${name} was written in format ${formatVersion} by ${createdBy}; millrace ${VERSION} reads up to ${FORMAT_VERSION}`,
      { remedy: 'update millrace: npm install millrace@latest' },
    );
  }
  const known = CONTAINER_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) throw invalid('known kind');
  if (description === undefined) throw invalid('description');
  return { kind: known, description };
}
