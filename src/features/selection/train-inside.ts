import { CategoryCounter, FeatureMatrix, NumberList } from '../../engine/states.ts';
import { widthOf } from '../../matrix/layout.ts';
import { isSparse, partsOf } from '../../models/assembly.ts';
import type { Classifier, GatheredFeatures, Predictor, Regressor, TrainingTarget } from '../../models/learner.ts';
import { categoryNames, categoryValues } from '../category-values.ts';
import type { Stage } from '../transformer.ts';
import { missingTarget, supervisionOf } from './target-classes.ts';

/** What a learner makes of columns that come and go together. */
export interface ColumnImportance {
  /** Matrix columns, of those that reach the stage. */
  readonly columns: readonly number[];
  /** One for each output: weights of linear learners; the importance of trees. */
  readonly values: readonly number[];
}

/** Trains a learner on what reaches a stage, and tells what it makes of each column. */
export async function importancesOf(stage: Stage, learner: Classifier | Regressor, step: string) {
  const predictor = await trainInside(stage, learner, step);
  return predictor.linear === undefined ? ofTrees(stage, predictor) : ofWeights(stage, predictor);
}

async function trainInside(stage: Stage, learner: Classifier | Regressor, step: string): Promise<Predictor> {
  let gathered!: GatheredFeatures;
  let target!: TrainingTarget;
  await stage.together([
    async () => {
      gathered =
        learner.gather === undefined ? await gatherMatrix(stage, learner) : await learner.gather(stage, undefined);
    },
    async () => {
      target = await gatherTarget(stage, learner, step);
    },
  ]);
  try {
    return await gathered.train(target, stage.run);
  } finally {
    gathered.release();
  }
}

async function gatherMatrix(stage: Stage, learner: Classifier | Regressor): Promise<GatheredFeatures> {
  const matrix = new FeatureMatrix();
  await stage.pass((program, layout) => {
    const parts = partsOf(program, layout, learner.name);
    program.foldMatrix(parts, isSparse(parts), matrix.handle);
  });
  return {
    ...matrix.info,
    train: (target, options) => learner.train({ ...target, matrix }, options),
    release: () => matrix.release(),
  };
}

async function gatherTarget(stage: Stage, learner: Classifier | Regressor, step: string): Promise<TrainingTarget> {
  const supervision = supervisionOf(stage, step, learner.task);
  const { name, type } = supervision.target;
  const counter = learner.task === 'classification' ? new CategoryCounter(name, { keepCodes: true }) : undefined;
  const numbers = new NumberList();
  const weights = new NumberList();
  let isWeighted = false;
  await stage.pass((program, _layout, weight) => {
    if (counter === undefined) numbers.addTo(program, program.numbers(supervision.slot(), name));
    else counter.addTo(program, supervision.slot());
    if (weight !== undefined) weights.addTo(program, weight);
    isWeighted = weight !== undefined;
  });
  const weight = isWeighted ? weights : undefined;
  if (counter === undefined) {
    const { missing } = await numbers.summary(stage.run);
    if (missing > 0) throw missingTarget(name, missing);
    return { target: numbers, weight, classCount: 0 };
  }
  const counts = await counter.finish(stage.run);
  if (counts.missingCount > 0) throw missingTarget(name, counts.missingCount);
  const classes = categoryNames(categoryValues(counts.values, type));
  return { target: new NumberList(counts.codes), weight, classCount: classes.length, classes };
}

function ofWeights(stage: Stage, { linear }: Predictor): ColumnImportance[] {
  const { weights, intercepts } = linear!;
  const width = stage.layout.reduce((sum, feature) => sum + widthOf(feature), 0);
  return Array.from({ length: width }, (_, column) => ({
    columns: [column],
    values: Array.from(intercepts, (_, output) => weights[output * width + column]!),
  }));
}

/** Trees take a category as one: its indicators come and go together. */
function ofTrees(stage: Stage, { forest, name }: Predictor): ColumnImportance[] {
  const { trees, inputs } = forest!;
  const units: number[][] = [];
  let first = 0;
  stage.layout.forEach((feature, i) => {
    const width = widthOf(feature);
    const own = Array.from({ length: width }, (_, at) => first + at);
    units.push(...(inputs[i]!.kind === 'sparse' ? own.map((column) => [column]) : [own]));
    first += width;
  });
  const sums = new Float64Array(units.length);
  // Of averaged trees each counts the same, as in scikit-learn; boosted ones count by what they gain.
  const isBoosted = name.startsWith('histGradientBoosting');
  trees.treeBegins.forEach((begin, tree) => {
    const end = trees.treeBegins[tree + 1] ?? trees.feature.length;
    let total = 0;
    for (let node = begin; node < end; node++) if (trees.feature[node]! >= 0) total += trees.gain[node]!;
    if (total <= 0) return;
    for (let node = begin; node < end; node++) {
      const feature = trees.feature[node]!;
      if (feature >= 0) sums[feature]! += isBoosted ? trees.gain[node]! : trees.gain[node]! / total;
    }
  });
  const all = sums.reduce((sum, value) => sum + value, 0);
  return units.map((columns, i) => ({ columns, values: [all > 0 ? sums[i]! / all : 0] }));
}
