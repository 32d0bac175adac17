import type { RunOptions } from '../engine/job.ts';
import { featureImportance } from '../explain/importance.ts';
import { type ShapSample, shapSample } from '../explain/shap-sample.ts';
import { TreeNodes } from '../explain/tree-nodes.ts';
import type { ForestLink } from '../matrix/forest.ts';
import type { FitStep } from '../models/learner.ts';
import type { Model } from '../pipeline/model.ts';
import type { ReportShap, ReportTrees, ShapLevel } from '../report/report-data.ts';
import type { Source } from '../source/source.ts';

const MOST_IMPORTANT = 20;
const MOST_ROWS = 1000;
const MOST_EXPLAINED = 15;

/**
 * What a report shows of a model of trees; undefined for others.
 *
 * @param rows what SHAP values are computed for, a sample of it: test rows where there are some
 * @param history how training went; of the fit that found how many rounds are best, where there were two
 */
export async function treesOfRun(
  model: Model,
  rows: Source,
  history: readonly FitStep[],
  options: RunOptions,
): Promise<ReportTrees | undefined> {
  const forest = model.parts.predictor.forest;
  if (forest === undefined) return undefined;
  const { trees } = forest;
  const nodes = new TreeNodes(model, 'the report');
  const perRound = trees.valueWidth === 1 ? trees.outputCount : 1;
  const rounds = nodes.count / perRound;
  const isWatched = history.some(({ validation }) => validation !== undefined);
  const importance = featureImportance(model);
  const total = importance.reduce((sum, { value }) => sum + value, 0) || 1;
  return {
    treeCount: nodes.count,
    leafCount: trees.feature.reduce((count, feature) => count + (feature < 0 ? 1 : 0), 0),
    bestStep: isWatched ? history[rounds - 1]?.step : undefined,
    importance: importance.slice(0, MOST_IMPORTANT).map(({ name, value }) => ({ name, value: value / total })),
    shap: summaryOf(await shapSample(model, rows, MOST_ROWS, options), trees.link),
    tree: nodes.count > 0 ? nodes.tree(0) : undefined,
  };
}

function summaryOf(sample: ShapSample, link: ForestLink): ReportShap | undefined {
  const { rowCount, features, outputs, values } = sample;
  if (rowCount === 0 || features.length === 0) return undefined;
  const at = (row: number, output: number, feature: number) =>
    values[(row * outputs.length + output) * features.length + feature]!;
  const meanOf = (output: number, feature: number) => {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) sum += Math.abs(at(row, output, feature));
    return sum / rowCount;
  };
  // Of several classes the one whose scores move most.
  const totals = outputs.map((_, k) => features.reduce((sum, _, f) => sum + meanOf(k, f), 0));
  const output = totals.indexOf(Math.max(...totals));
  const ranked = features
    .map((feature, index) => ({ ...feature, index, mean: meanOf(output, index) }))
    .sort((a, b) => b.mean - a.mean)
    .slice(0, MOST_EXPLAINED);
  return {
    rowCount,
    score: scoreName(link, outputs[output]!),
    features: ranked.map(({ name, mean, index, isCategorical }) => {
      const levels = levelsOf(sample, index, isCategorical);
      return { name, mean, rows: levels.map((level, row) => ({ value: at(row, output, index), level })) };
    }),
  };
}

function scoreName(link: ForestLink, output: string): string {
  switch (link) {
    case 'sigmoid':
      return `the log-odds of ${output}`;
    case 'softmax':
      return `the score of ${output}`;
    case 'exp':
      return 'the logarithm of the prediction';
    case 'identity':
      return output === 'prediction' ? 'the prediction' : `the share of ${output}`;
  }
}

/**
 * Where each row's value of a feature lies between the least and the greatest, in fifths. As the shap package colours
 * its summary: the outermost twentieths are left out of the range where something is left of it.
 */
function levelsOf({ inputs, rowCount, features }: ShapSample, feature: number, isCategorical: boolean): ShapLevel[] {
  const values = Array.from({ length: rowCount }, (_, row) => inputs[row * features.length + feature]!);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)]!;
  const [least, greatest] = [0.05, 0.01, 0]
    .map((share) => [at(share), at(1 - share)] as const)
    .find(([a, b]) => a < b) ?? [at(0), at(0)];
  return values.map((value): ShapLevel => {
    if (Number.isNaN(value)) return 'missing';
    if (isCategorical) return 'category';
    if (least === greatest) return 2;
    return Math.max(0, Math.min(4, Math.floor((5 * (value - least)) / (greatest - least)))) as ShapLevel;
  });
}
