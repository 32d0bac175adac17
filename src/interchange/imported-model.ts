import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import type { ForestArrays } from '../matrix/forest.ts';
import { forestPredictor } from '../models/trees/forest-predictor.ts';
import { ClassifierModel } from '../pipeline/classifier-model.ts';
import type { ModelParts } from '../pipeline/model.ts';
import { RegressorModel } from '../pipeline/regressor-model.ts';
import type { ImportedForest } from './imported-forest.ts';
import { damaged } from './model-text.ts';

/**
 * The model of imported trees: it reads a float64 column for each feature, and category codes as numbers. Classes are
 * `0`, `1`, …: these libraries keep no labels.
 */
export function importedModel(
  library: 'lightGBM' | 'xgboost',
  imported: ImportedForest,
  path: string,
  target: string,
): ClassifierModel | RegressorModel {
  const { trees, featureNames, isCategorical, task, objective, trainingRows } = imported;
  const twice = featureNames.find((name, i) => featureNames.indexOf(name) !== i);
  if (twice !== undefined) throw damaged(path, 'the feature names', `'${twice}' names two of them`);
  if (featureNames.includes(target)) {
    throw new MillraceError('COLUMN_DUPLICATE', `'${path}' has a feature of the target's name, '${target}'`, {
      file: path,
      column: target,
      remedy: 'name the target with the option `target`',
    });
  }
  const fields = featureNames.map(
    (name, i): Field => ({ name, type: 'float64', role: isCategorical[i] ? 'categorical' : 'numeric' }),
  );
  const targetField: Field = {
    name: target,
    type: 'float64',
    role: task === 'classification' ? 'categorical' : 'numeric',
  };
  const predictor = forestPredictor({
    name: library,
    trees,
    inputs: featureNames.map((name) => ({ kind: 'numbers', name })),
    history: [],
    converged: true,
    solver: objective,
  });
  const classes = task === 'classification' ? Array.from({ length: predictor.outputCount }, (_, k) => k) : [];
  const parts: ModelParts = {
    task,
    fields,
    rawFields: [...fields, targetField],
    derived: [],
    target: targetField,
    weight: undefined,
    group: undefined,
    steps: [],
    predictor,
    classes: classes.map(String),
    classValues: task === 'classification' ? { kind: 'number', values: classes } : undefined,
    positive: classes.length === 2 ? 1 : undefined,
    prior: expectedOutputs(trees),
    training: {
      rows: Math.round(trainingRows),
      droppedRows: 0,
      passes: 0,
      seconds: 0,
      featureCount: trees.featureCount,
      valueCount: 0,
      sparse: false,
    },
    notes: { library, objective },
  };
  return task === 'classification' ? new ClassifierModel(parts) : new RegressorModel(parts);
}

/**
 * What the trees say on average: these libraries keep no class shares and no mean of the target, which a trivial
 * baseline needs. The link of the mean score comes near.
 */
function expectedOutputs(trees: ForestArrays): Float64Array {
  const { outputCount, treeBegins, treeOutputs, feature, cover, values, scale, baseScores, link } = trees;
  const sums = new Float64Array(outputCount);
  treeOutputs.forEach((output, tree) => {
    let [total, weighted] = [0, 0];
    for (let node = treeBegins[tree]!; node < treeBegins[tree + 1]!; node++) {
      if (feature[node]! >= 0) continue;
      total += cover[node]!;
      weighted += cover[node]! * values[node]!;
    }
    sums[output]! += total > 0 ? weighted / total : values[treeBegins[tree]!]!;
  });
  const scores = sums.map((sum, k) => baseScores[k]! + scale * sum);
  switch (link) {
    case 'identity':
      return scores;
    case 'exp':
      return scores.map(Math.exp);
    case 'sigmoid': {
      const positive = 1 / (1 + Math.exp(-scores[0]!));
      return Float64Array.of(1 - positive, positive);
    }
    case 'softmax': {
      const most = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - most));
      const total = shares.reduce((sum, share) => sum + share, 0);
      return shares.map((share) => share / total);
    }
  }
}
