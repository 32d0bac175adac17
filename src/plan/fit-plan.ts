import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunOptions } from '../engine/job.ts';
import type { FitStep } from '../models/learner.ts';
import type { FitProgress } from '../pipeline/fit-options.ts';
import type { FittedModel } from '../pipeline/fitted-model.ts';
import type { Source } from '../source/source.ts';
import type { TrainingPlan } from './plan.ts';

export interface FitPlanOptions extends RunOptions {
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
  /** Where checkpoints are kept: files of this folder. Default: none are. */
  readonly checkpoint?: { readonly folder: string; readonly every?: number | undefined } | undefined;
}

export interface PlannedFit {
  readonly model: FittedModel;
  /** How training went: with the measure of the rows held back, where some were. */
  readonly history: readonly FitStep[];
  /** Rounds of an iterative learner that were found to be best; undefined where nothing was held back. */
  readonly rounds: number | undefined;
}

/**
 * Fits what was planned on the plan's training rows: where rows are held back to stop by, first without them, and then,
 * where the plan says so, again on all training rows with as many rounds.
 *
 * @throws MillraceError of a fit
 */
export async function fitPlan(plan: TrainingPlan, options: FitPlanOptions = {}): Promise<PlannedFit> {
  const { stopping, pipeline, fitOptions, train } = plan;
  const run = (name: (typeof CHECKPOINTS)[number]) => runOptions(options, name);
  if (stopping === undefined) {
    const model = await pipeline.fit(train, { ...fitOptions, ...run('fit') });
    return { model, history: model.history, rounds: undefined };
  }
  const { valid, earlyStopping } = stopping;
  const found = await pipeline.fit(stopping.train, { ...fitOptions, valid, earlyStopping, ...run('search') });
  const rounds = roundsOf(found);
  if (!stopping.refit) return { model: found, history: found.history, rounds };
  const model = await stopping.withRounds(rounds).fit(train, { ...fitOptions, ...run('fit') });
  return { model, history: found.history, rounds };
}

/** Fits the plan's pipeline on other rows: as `fitPlan` did, with the rounds that it found. */
export async function refitPlan(
  plan: TrainingPlan,
  rows: Source,
  rounds: number | undefined,
  options: FitPlanOptions = {},
): Promise<FittedModel> {
  const { pipeline, stopping, fitOptions } = plan;
  const fixed = rounds === undefined || stopping === undefined ? pipeline : stopping.withRounds(rounds);
  return fixed.fit(rows, { ...fitOptions, ...runOptions(options, 'refit') });
}

/** Rounds of trees that the model keeps: those up to the best. */
function roundsOf(model: FittedModel): number {
  const { forest } = model.parts.predictor;
  if (forest === undefined) return model.history.length;
  const { treeBegins, outputCount, valueWidth } = forest.trees;
  return (treeBegins.length - 1) / (valueWidth === 1 ? outputCount : 1);
}

const CHECKPOINTS = ['search', 'fit', 'refit'] as const;

const fileOf = (folder: string, name: (typeof CHECKPOINTS)[number]) => path.join(folder, `${name}.checkpoint`);

/** Takes away what fits of a plan have kept in a folder. */
export async function removeCheckpoints(folder: string): Promise<void> {
  for (const name of CHECKPOINTS) await rm(fileOf(folder, name), { force: true });
}

function runOptions({ signal, threads, onProgress, checkpoint }: FitPlanOptions, name: (typeof CHECKPOINTS)[number]) {
  if (checkpoint === undefined) return { signal, threads, onProgress };
  const { folder, every } = checkpoint;
  return { signal, threads, onProgress, checkpoint: { file: fileOf(folder, name), every } };
}
