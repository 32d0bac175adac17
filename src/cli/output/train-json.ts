import { ClassifierModel } from '../../pipeline/classifier-model.ts';
import type { TrainedRun } from '../../runs/train.ts';

/** What `train --json` prints. */
export function trainJson(run: TrainedRun): Record<string, unknown> {
  const { plan, model, measurement } = run;
  return {
    metrics: measurement?.metrics ?? null,
    intervals: measurement?.intervals ?? null,
    baseline: measurement?.baseline ?? null,
    rows: plan.rows,
    trainRows: run.trainRows,
    validRows: run.validRows,
    testRows: measurement?.rows ?? 0,
    excludedRows: run.excludedRows,
    target: plan.target,
    task: plan.task,
    classes: model instanceof ClassifierModel ? model.classes : null,
    positive: plan.positive ?? null,
    split: { kind: plan.split.kind, time: plan.split.time ?? null, testRowsFile: run.testRowsFile ?? null },
    plan: plan.reasons,
    columns: plan.columns.map(({ name, type, role, use }) => ({ name, type, role, use })),
    warnings: run.warnings,
    fittedOn: run.fittedOn,
    model: run.modelFile,
    report: run.reportFile,
    run: run.folder,
    seconds: run.seconds,
    peakRssBytes: run.peakRssBytes,
  };
}
