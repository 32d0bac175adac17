import path from 'node:path';
import type { FitStep } from '../models/learner.ts';
import { ClassifierModel } from '../pipeline/classifier-model.ts';
import type { ExcludedRows } from '../pipeline/evaluation-rows.ts';
import type { TrainingPlan } from '../plan/plan.ts';
import { largestCoefficients } from '../report/largest-coefficients.ts';
import type { Coefficient, ReportData, ReportEvaluation, ReportSplit } from '../report/report-data.ts';
import type { MachineFacts } from './machine.ts';
import type { FittedModel, Measurement } from './measure.ts';
import { rarelyAnswersPositive } from './measurement-warnings.ts';
import { splitPeriods } from './split-periods.ts';
import type { TrainOptions } from './train.ts';
import { treesOfRun } from './trees-of-run.ts';

export interface ReportedRun {
  readonly plan: TrainingPlan;
  readonly model: FittedModel;
  readonly measurement: Measurement | undefined;
  readonly history: readonly FitStep[];
  readonly trainRows: number;
  readonly validRows: number;
  readonly warnings: readonly string[];
}

export interface RunCircumstances {
  readonly options: TrainOptions;
  readonly facts: MachineFacts;
  readonly began: Date;
  readonly seconds: number;
  readonly peakRssBytes: number;
}

/** Everything that the report of a run shows. */
export async function reportOfRun(run: ReportedRun, around: RunCircumstances): Promise<ReportData> {
  const { plan, model, measurement } = run;
  const { options, facts, began, seconds, peakRssBytes } = around;
  const { predictor, training } = model.parts;
  return {
    title: `${plan.target} in ${path.basename(plan.source.name)}`,
    created: began.toISOString(),
    command: options.command,
    version: facts.versions.millrace,
    source: { name: plan.source.name, rowCount: plan.rows, columns: plan.columns },
    target: {
      name: plan.target,
      task: plan.task,
      classes: model instanceof ClassifierModel ? model.classes : undefined,
      positive: plan.positive,
      balance: plan.balance,
    },
    plan: plan.reasons.map(({ step, columns, reason }) => ({ step: withColumns(step, columns), reason })),
    warnings: run.warnings,
    cleaning: model.cleaning,
    split: measurement && { ...splitOf(run, measurement), timeline: await splitPeriods(plan, options) },
    model: {
      steps: plan.steps.map(({ name, options: given }) => ({ name, options: shortened(given) })),
      featureCount: model.featureCount,
      solver: predictor.solver,
      iterationCount: predictor.history.length || undefined,
      // Trees are grown until there are enough: none of them converge.
      converged: predictor.forest === undefined ? predictor.converged : undefined,
      seconds,
      peakRssBytes,
      device: `${options.device.device} (${options.device.reason})`,
      isa: facts.isa,
      threadCount: options.threads ?? facts.threads,
      seed: options.seed ?? 0,
      fittedOn: options.refit ? 'all' : 'train',
      fittedRowCount: training.rows,
    },
    evaluation: measurement && evaluationOf(measurement, plan.positive),
    history: run.history.map(({ step, loss, gradientNorm, dualityGap, validation }) => ({
      ...{ step, loss, gradientNorm, dualityGap, validation },
    })),
    coefficients: coefficientsOf(model),
    trees: await treesOfRun(model, plan.test ?? plan.train, run.history, {
      signal: options.signal,
      threads: options.threads,
    }),
  };
}

/** Step names as they are, with the columns they are about unless the step names them itself. */
function withColumns(step: string, columns: readonly string[]): string {
  if (columns.length === 0 || columns.every((name) => step.includes(name))) return step;
  return `${step} (${listed(columns)})`;
}

const MOST_LISTED = 8;

function listed(names: readonly string[]): string {
  if (names.length <= MOST_LISTED) return names.join(', ');
  return `${names.slice(0, MOST_LISTED - 1).join(', ')} and ${names.length - MOST_LISTED + 1} more`;
}

function shortened(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { columns, ...rest } = options;
  if (!Array.isArray(columns)) return rest;
  const more = columns.length - MOST_LISTED + 1;
  return { columns: more > 1 ? [...columns.slice(0, MOST_LISTED - 1), `… ${more} more`] : columns, ...rest };
}

function splitOf({ plan, trainRows, validRows }: ReportedRun, { rows, excludedRows }: Measurement): ReportSplit {
  const missing = plan.targetMissingRows + excludedRows.targetMissing;
  return {
    kind: plan.split.kind,
    trainRowCount: trainRows,
    validRowCount: validRows > 0 ? validRows : undefined,
    testRowCount: rows,
    excluded: [
      ...(missing > 0 ? [{ rowCount: missing, reason: 'without a target' }] : []),
      ...(excludedRows.classUnknown > 0
        ? [{ rowCount: excludedRows.classUnknown, reason: 'of a class that the training rows do not have' }]
        : []),
      ...brokenRules(excludedRows),
    ],
  };
}

function brokenRules({ rules = {} }: ExcludedRows): { rowCount: number; reason: string }[] {
  const broken = Object.entries(rules).filter(([, rowCount]) => rowCount > 0);
  return broken.map(([reason, rowCount]) => ({ rowCount, reason }));
}

function evaluationOf(measurement: Measurement, positive: string | undefined): ReportEvaluation {
  const { evaluation, metrics, intervals, baseline, baselineDescription, rows } = measurement;
  return {
    rowCount: rows,
    primary: rarelyAnswersPositive(measurement, positive) ? 'rocAuc' : undefined,
    metrics,
    intervals,
    baseline: { description: baselineDescription, metrics: baseline },
    ...('confusion' in evaluation
      ? { confusion: evaluation.confusion, curves: evaluation.curves, perClass: evaluation.perClass }
      : 'residuals' in evaluation
        ? { residuals: evaluation.residuals }
        : {}),
  };
}

const COEFFICIENTS_OF_EACH = 5;

function coefficientsOf(model: FittedModel): Coefficient[] {
  const { linear, featureCount } = model;
  if (linear === undefined) return [];
  const { weights, intercepts } = linear;
  const nameOf = (feature: number) => model.featureName(feature);
  if (intercepts.length === 1 || !(model instanceof ClassifierModel)) return largestCoefficients(nameOf, weights);
  return model.classes.flatMap((name, k) =>
    largestCoefficients(nameOf, weights.subarray(k * featureCount, (k + 1) * featureCount), name, COEFFICIENTS_OF_EACH),
  );
}
