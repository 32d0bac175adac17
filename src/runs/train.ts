import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedDevice } from '../engine/device.ts';
import type { FitStep } from '../models/learner.ts';
import { ClassifierModel } from '../pipeline/classifier-model.ts';
import { excludedCount } from '../pipeline/evaluation-rows.ts';
import { modelOf } from '../pipeline/fitted-model.ts';
import type { ModelParts } from '../pipeline/model.ts';
import { fitPlan, refitPlan, removeCheckpoints } from '../plan/fit-plan.ts';
import { type PlanOptions, planTraining, type TrainingPlan } from '../plan/plan.ts';
import { renderReport } from '../report/report.ts';
import type { Source } from '../source/source.ts';
import { machineFacts, peakRssBytes } from './machine.ts';
import { type FittedModel, type Measurement, measure } from './measure.ts';
import { measurementWarnings } from './measurement-warnings.ts';
import { reportOfRun } from './report-of-run.ts';
import { writeRunFolder } from './run-folder.ts';
import { fitStages, type RunProgress } from './run-progress.ts';
import type { SourceIdentity } from './source-identity.ts';
import { openTestRows } from './test-rows.ts';
import { writeJson, writeJsonLines, writeText } from './text-file.ts';

export interface TrainOptions extends Omit<PlanOptions, 'onProgress'> {
  /** What was read, for `run.json`. */
  readonly data: readonly SourceIdentity[];
  /** The folder that holds runs. Default `runs`. */
  readonly runs?: string | undefined;
  /** Default: the data's name. */
  readonly name?: string | undefined;
  /** Fit once more on all rows after the evaluation, and save that model. */
  readonly refit?: boolean | undefined;
  /**
   * A folder for the state of the training while it is under way: the same call goes on from there after it was killed.
   * Emptied of it when the run is written. Boosted trees alone.
   */
  readonly checkpoint?: { readonly folder: string; readonly every?: number | undefined } | undefined;
  readonly device: ResolvedDevice;
  /** The command line, for the report. */
  readonly command: string;
  readonly progress?: RunProgress | undefined;
}

/** What a run left behind. */
export interface TrainedRun {
  readonly plan: TrainingPlan;
  readonly model: FittedModel;
  readonly measurement: Measurement | undefined;
  /** How training went, step by step: with the measure of rows held back to stop by, where some were. */
  readonly history: readonly FitStep[];
  /** The run's folder, and files in it. */
  readonly folder: string;
  readonly modelFile: string;
  readonly reportFile: string;
  readonly testRowsFile: string | undefined;
  /** Rows that the measured model was fitted on. */
  readonly trainRows: number;
  /** Rows that only told when to stop: the model is not fitted on them. */
  readonly validRows: number;
  readonly excludedRows: number;
  /** Whether the saved model is the measured one, or was fitted again on all rows. */
  readonly fittedOn: 'train' | 'all';
  readonly warnings: readonly string[];
  readonly seconds: number;
  readonly peakRssBytes: number;
}

/**
 * Plans, fits, measures and writes a run: `run.json`, `metrics.jsonl`, `model.millrace`, `report.html` and, when rows
 * were held out, `test-rows.csv`.
 *
 * @throws MillraceError of `planTraining`, of a fit and of an evaluation; FILE_UNWRITABLE. Nothing is then left.
 */
export async function train(source: Source, options: TrainOptions): Promise<TrainedRun> {
  const began = new Date();
  const clock = stopwatch();
  const name = options.name ?? path.basename(options.data[0]?.path ?? source.name).replace(/\.[^.]+$/, '');
  const { folder, result } = await writeRunFolder(options.runs ?? 'runs', began, name, (aside) =>
    trainInto(aside, source, options, began, clock),
  );
  const { plan, measurement } = result;
  if (options.checkpoint !== undefined) await removeCheckpoints(options.checkpoint.folder);
  return {
    ...result,
    folder,
    modelFile: path.join(folder, 'model.millrace'),
    reportFile: path.join(folder, 'report.html'),
    testRowsFile: measurement && path.join(folder, 'test-rows.csv'),
    excludedRows: plan.targetMissingRows + excludedOf(measurement),
    fittedOn: options.refit ? 'all' : 'train',
    seconds: clock.seconds(),
    peakRssBytes: peakRssBytes(),
  };
}

async function trainInto(aside: string, source: Source, options: TrainOptions, began: Date, clock: Stopwatch) {
  const { progress, signal, threads, seed } = options;
  const run = { signal, threads };
  let stage = '';
  const plan = await clock.time('plan', () =>
    planTraining(source, {
      ...options,
      onProgress: ({ stage: next, rows, total }) => {
        if (next !== stage) progress?.stage(`look at ${next}`, total);
        stage = next;
        progress?.update(rows);
      },
    }),
  );
  const { checkpoint } = options;
  if (checkpoint !== undefined) await mkdir(checkpoint.folder, { recursive: true });
  const fitRun = (rows: number) => ({ ...run, checkpoint, onProgress: fitStages(progress, rows, plan.rounds) });
  const { model: fitted, history, rounds } = await clock.time('fit', () => fitPlan(plan, fitRun(plan.trainRows)));
  const { test } = plan;
  const measurement = test && (await clock.time('evaluate', () => measureInto(aside, fitted, test, options)));
  const saved = options.refit
    ? await clock.time('refit', () => refitPlan(plan, plan.source, rounds, fitRun(plan.rows - plan.targetMissingRows)))
    : fitted;
  progress?.stage('write');
  const notes = {
    metrics: measurement?.metrics ?? null,
    baseline: measurement?.baseline ?? null,
    testRows: measurement?.rows ?? 0,
    fittedOn: options.refit ? 'all' : 'train',
    split: plan.split.kind,
  };
  const model = withNotes(saved, notes);
  await model.save(path.join(aside, 'model.millrace'));
  const warnings = [
    ...plan.warnings,
    ...convergenceWarnings(model),
    ...(measurement ? measurementWarnings(measurement, plan.positive) : []),
  ];
  const facts = machineFacts();
  const validRows = plan.stopping === undefined || plan.stopping.refit ? 0 : (plan.stopping.valid.rowCount ?? 0);
  const trainRows = fitted.parts.training.rows;
  const result = { plan, model, measurement, history, trainRows, validRows, warnings };
  const report = await reportOfRun(result, {
    options,
    facts,
    began,
    seconds: clock.seconds(),
    peakRssBytes: peakRssBytes(),
  });
  await writeText(path.join(aside, 'report.html'), await renderReport(report));
  await writeJsonLines(path.join(aside, 'metrics.jsonl'), [...history, { final: true, ...measurement?.metrics }]);
  await writeJson(path.join(aside, 'run.json'), {
    command: options.command,
    began: began.toISOString(),
    ...facts,
    threads: threads ?? facts.threads,
    device: options.device.device,
    seed: seed ?? 0,
    data: options.data,
    rows: plan.rows,
    trainRows: result.trainRows,
    validRows: result.validRows,
    testRows: measurement?.rows ?? 0,
    excludedRows: {
      targetMissing: plan.targetMissingRows + (measurement?.excludedRows.targetMissing ?? 0),
      classUnknown: measurement?.excludedRows.classUnknown ?? 0,
      rules: measurement?.excludedRows.rules ?? {},
    },
    target: plan.target,
    task: plan.task,
    positive: plan.positive ?? null,
    split: plan.split,
    plan: plan.reasons,
    steps: plan.steps,
    cleaning: model.cleaning,
    warnings,
    fittedOn: notes.fittedOn,
    training: model.parts.training,
    rounds: rounds ?? null,
    metrics: measurement?.metrics ?? null,
    intervals: measurement?.intervals ?? null,
    baseline: measurement?.baseline ?? null,
    seconds: clock.stages,
    peakRssBytes: peakRssBytes(),
  });
  return result;
}

async function measureInto(
  aside: string,
  model: FittedModel,
  test: Source,
  { signal, threads, seed, progress }: TrainOptions,
): Promise<Measurement> {
  const classes = model instanceof ClassifierModel ? model.classes : undefined;
  const rowsFile = await openTestRows(path.join(aside, 'test-rows.csv'), classes);
  try {
    return await measure(model, test, { signal, threads, seed, progress, rows: test.rowCount, onRows: rowsFile.push });
  } finally {
    await rowsFile.close();
  }
}

function withNotes(model: FittedModel, notes: ModelParts['notes']): FittedModel {
  const parts = { ...model.parts, notes: { ...model.parts.notes, ...notes } };
  return modelOf(parts);
}

function convergenceWarnings(model: FittedModel): string[] {
  const { predictor } = model.parts;
  if (predictor.converged || predictor.forest !== undefined) return [];
  return [`${predictor.name} stopped after ${predictor.history.length} steps, before it reached its tolerance`];
}

function excludedOf(measurement: Measurement | undefined): number {
  return measurement === undefined ? 0 : excludedCount(measurement.excludedRows);
}

interface Stopwatch {
  readonly stages: Readonly<Record<string, number>>;
  seconds(): number;
  time<T>(stage: string, work: () => Promise<T>): Promise<T>;
}

function stopwatch(): Stopwatch {
  const began = performance.now();
  const stages: Record<string, number> = {};
  return {
    stages,
    seconds: () => (performance.now() - began) / 1000,
    async time(stage, work) {
      const start = performance.now();
      const result = await work();
      stages[stage] = (performance.now() - start) / 1000;
      return result;
    },
  };
}
