import { z } from 'zod';
import type { JsonValue } from '../core/json.ts';
import type { SavedArray, SavedPart } from '../features/saved-part.ts';
import type { TrainingState } from '../models/learner.ts';
import { type ContainerArray, textsOf } from './arrays.ts';
import { readContainer, writeContainer } from './container.ts';
import { checked, type PartDescription, partSchema } from './description.ts';
import { describePart } from './save.ts';

/** What a fit that was interrupted goes on from. */
export interface Checkpoint {
  /** Hashes of what the fit was of, by what they are of: a checkpoint is worth nothing for another. */
  readonly identity: Readonly<Record<string, string>>;
  readonly state: TrainingState;
}

/** Writes a checkpoint over the last one; a process that is killed leaves one of the two whole. */
export function writeCheckpoint(path: string, { identity, state }: Checkpoint): Promise<void> {
  const arrays = new Map<string, ContainerArray>();
  const description: JsonValue = { identity: { ...identity }, state: describePart(state, 'state', arrays) };
  return writeContainer(path, { kind: 'checkpoint', description, arrays });
}

const description = z.strictObject({ identity: z.record(z.string(), z.string()), state: partSchema });

/** @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_CORRUPT, MODEL_NEWER, MODEL_INVALID */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const container = await readContainer(path, 'checkpoint');
  const { identity, state } = checked(description, container.description, 'checkpoint');
  return { identity, state: savedPart(state, container.arrays) };
}

function savedPart(part: PartDescription, arrays: ReadonlyMap<string, ContainerArray>): SavedPart {
  const own: Record<string, SavedArray> = {};
  for (const [name, place] of Object.entries(part.arrays)) {
    const array = arrays.get(place);
    if (array !== undefined) own[name] = savedArray(array);
  }
  return {
    name: part.name,
    state: part.state as SavedPart['state'],
    arrays: own,
    parts: part.parts.map((one) => savedPart(one, arrays)),
  };
}

function savedArray(array: ContainerArray): SavedArray {
  return array.type === 'utf8' ? textsOf(array) : (array.values as Exclude<SavedArray, readonly string[]>);
}
