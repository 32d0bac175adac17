import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { MillraceError } from '../core/errors.ts';
import type { NumberList } from '../engine/states.ts';
import type { SavedArray, SavedPart } from '../features/saved-part.ts';
import type { FittedTransformer } from '../features/transformer.ts';
import { readCheckpoint, writeCheckpoint } from '../model-file/checkpoint.ts';
import type { Checkpointing, GatheredFeatures, Learner, LearningTask, TrainingTarget } from '../models/learner.ts';
import type { FitOptions } from './fit-options.ts';
import type { TrainingColumns } from './training-columns.ts';

/** What a fit is of: whatever changes its model. */
export interface FitIdentity {
  readonly learner: Learner<LearningTask>;
  readonly columns: TrainingColumns;
  readonly steps: readonly FittedTransformer[];
  readonly gathered: GatheredFeatures;
  readonly data: TrainingTarget;
  readonly classes: readonly string[];
}

const DEFAULT_EVERY = 50;

/**
 * Where a fit keeps its state, and the state it goes on from: that of the file, if it is there.
 *
 * @throws MillraceError CHECKPOINT_MISMATCH when the file is of another fit, MODEL_CORRUPT, MODEL_INVALID, FILE_UNREADABLE
 */
export async function openCheckpoint(
  given: NonNullable<FitOptions['checkpoint']>,
  fit: FitIdentity,
  options: FitOptions,
): Promise<Checkpointing> {
  const { file, every = DEFAULT_EVERY } = given;
  const identity = await identityOf(fit, options);
  const before = existsSync(file) ? await readCheckpoint(file) : undefined;
  if (before !== undefined) {
    const other = Object.keys(identity).find((part) => before.identity[part] !== identity[part]);
    if (other !== undefined) {
      throw new MillraceError('CHECKPOINT_MISMATCH', `the checkpoint '${file}' is of a fit with other ${other}`, {
        file,
        remedy: 'fit with what the checkpoint was made with, delete the file, or name another one',
      });
    }
  }
  return { every, save: (state) => writeCheckpoint(file, { identity, state }), from: before?.state };
}

/** Hashes of the parts of a fit, by what they are in words. */
async function identityOf(fit: FitIdentity, options: FitOptions): Promise<Record<string, string>> {
  const { learner, columns, steps, gathered, data, classes } = fit;
  const { source, target, features, weight, group } = columns;
  return {
    learners: hashOf([learner.name, learner.task]),
    'options of the learner': hashOf([toText(learner.options ?? {})]),
    'early stopping': hashOf([toText(options.earlyStopping ?? {})]),
    columns: hashOf([toText([features, target, weight ?? '', group ?? '', source.derived])]),
    steps: hashOf(steps.flatMap((step) => bytesOf(step.save()))),
    targets: hashOf([toText(classes), String(data.validationRows ?? 0), data.target.values()]),
    weights: hashOf([valuesOf(data.weight)]),
    groups: hashOf([valuesOf(data.group)]),
    rows: hashOf([String(gathered.columnCount), (await gathered.fingerprint?.(options)) ?? '']),
  };
}

function valuesOf(list: NumberList | undefined): Float64Array {
  return list?.values() ?? new Float64Array();
}

function bytesOf(part: SavedPart): (string | ArrayBufferView)[] {
  return [
    part.name,
    toText(part.state),
    ...Object.entries(part.arrays ?? {}).flatMap(([name, values]) => [name, arrayBytes(values)]),
    ...(part.parts ?? []).flatMap(bytesOf),
  ];
}

function arrayBytes(values: SavedArray): string | ArrayBufferView {
  return ArrayBuffer.isView(values) ? values : toText(values);
}

/** JSON in which functions (objectives and metrics of the caller's) stand as their source, and arrays of numbers hashed. */
function toText(value: unknown): string {
  const plain = (_: string, one: unknown) => {
    if (typeof one === 'function') return String(one);
    return ArrayBuffer.isView(one) ? hashOf([one]) : one;
  };
  return JSON.stringify(value, plain) ?? '';
}

function hashOf(pieces: readonly (string | ArrayBufferView)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    // The length in front: 'ab' + 'c' is not 'a' + 'bc'.
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    hash.update(`${bytes.byteLength}:`).update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  return hash.digest('hex');
}
