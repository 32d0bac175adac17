import { ClassifierModel } from '../../pipeline/classifier-model.ts';
import { formatBytes, formatCount, formatSeconds } from '../../report/format.ts';
import type { EvaluatedFile } from '../../runs/evaluate.ts';
import { measurementPage } from './measurement-page.ts';
import { printable, styled, type Terminal } from './terminal.ts';
import { warningList } from './train-page.ts';

/** What `evaluate --json` prints. */
export function evaluateJson(found: EvaluatedFile): Record<string, unknown> {
  const { model, measurement } = found;
  return {
    metrics: measurement.metrics,
    intervals: measurement.intervals,
    baseline: measurement.baseline,
    rows: found.rows,
    testRows: measurement.rows,
    excludedRows: found.excludedRows,
    excluded: measurement.excludedRows,
    trainedRows: measurement.trainedRows,
    warnings: found.warnings,
    target: model.parts.target.name,
    classes: model instanceof ClassifierModel ? model.classes : null,
    positive: (model instanceof ClassifierModel ? model.positive : undefined) ?? null,
    data: found.data,
    model: found.modelFile,
    run: found.run ?? null,
    seconds: found.seconds,
    peakRssBytes: found.peakRssBytes,
  };
}

export function evaluatePage(found: EvaluatedFile, terminal: Terminal): string {
  const { measurement, model, data, modelFile } = found;
  const target = styled(printable(model.parts.target.name), 'bold', terminal);
  const { targetMissing, classUnknown, rules = {} } = measurement.excludedRows;
  const left = [
    ...(targetMissing > 0 ? [`${formatCount(targetMissing)} rows without a target were left out`] : []),
    ...(classUnknown > 0 ? [`${formatCount(classUnknown)} rows of classes unknown to the model were left out`] : []),
    ...Object.entries(rules).flatMap(([reason, rows]) =>
      rows > 0 ? [`${formatCount(rows)} rows were left out: ${printable(reason)}`] : [],
    ),
  ];
  return [
    `${target} in ${printable(data)}  ${formatCount(found.rows)} rows`,
    ...(found.warnings.length > 0 ? [warningList(found.warnings, terminal)] : []),
    measurementPage(measurement, 'rows', terminal),
    [
      ...left,
      `${formatSeconds(found.seconds)}, at most ${formatBytes(found.peakRssBytes)} of memory`,
      `${styled('model', 'grey', terminal)}  ${printable(modelFile)}`,
    ].join('\n'),
  ].join('\n\n');
}
