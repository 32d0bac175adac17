import { MillraceError } from '../../core/errors.ts';
import { addForest, Forest, type ForestOutput } from '../../engine/forest.ts';
import type { Program, Slot } from '../../engine/program.ts';
import type { SavedArray, SavedPart } from '../../features/saved-part.ts';
import type { ForestArrays } from '../../matrix/forest.ts';
import type { Layout } from '../../matrix/layout.ts';
import type { FitStep, ForestModel, Predictor } from '../learner.ts';
import type { TreeInput } from './tree-input.ts';
import { addTreeInputs } from './tree-inputs.ts';

export interface ForestPredictorParts extends ForestModel {
  /** The learner's name, as in `histGradientBoostingClassifier`. */
  readonly name: string;
  readonly history: readonly FitStep[];
  readonly converged: boolean;
  readonly solver: string;
}

/** The trained form of every learner of trees. @throws MillraceError MODEL_CORRUPT when the trees do not fit together */
export function forestPredictor(parts: ForestPredictorParts): Predictor {
  const { name, trees, inputs, history, converged, solver } = parts;
  // Laid out once, when first compiled: some predictors are only ever saved.
  let compiled: Forest | undefined;
  return {
    name,
    history,
    converged,
    solver,
    forest: { trees, inputs },
    outputCount: predictionWidth(trees),
    compile: (program, layout) => {
      compiled ??= new Forest(trees);
      return compileForest(program, layout, { inputs, compiled });
    },
    save: (): SavedPart => ({
      name,
      state: {
        converged,
        solver,
        featureCount: trees.featureCount,
        outputCount: trees.outputCount,
        valueWidth: trees.valueWidth,
        scale: trees.scale,
        ...(trees.float32Sums && { float32Sums: true }),
        link: trees.link,
        inputs: inputs.map(describeInput),
      },
      arrays: {
        baseScores: trees.baseScores,
        treeBegins: trees.treeBegins,
        treeOutputs: trees.treeOutputs,
        feature: trees.feature,
        flags: trees.flags,
        threshold: trees.threshold,
        left: trees.left,
        right: trees.right,
        categoryBegins: trees.categoryBegins,
        cover: trees.cover,
        weight: trees.weight,
        gain: trees.gain,
        values: trees.values,
        categoryWords: trees.categoryWords,
        ...categoriesOf(inputs),
        // [steps][4]: step, loss, gradient norm, validation; NaN where there is none
        history: Float64Array.from(
          history.flatMap(({ step, loss, gradientNorm, validation }) => [
            step,
            loss,
            gradientNorm ?? Number.NaN,
            validation ?? Number.NaN,
          ]),
        ),
      },
    }),
  };
}

/** Numbers that trees predict a row: two probabilities for one output of a sigmoid, else one for each output. */
export function predictionWidth({ link, outputCount }: ForestArrays): number {
  return link === 'sigmoid' && outputCount === 1 ? 2 : outputCount;
}

/** Adds the scoring of the features that reach the trees. @throws MillraceError MODEL_CORRUPT when they are others */
export function compileForest(
  program: Program,
  layout: Layout,
  { inputs, compiled }: { readonly inputs: readonly TreeInput[]; readonly compiled: Forest },
  output: ForestOutput = 'prediction',
  every?: number,
): Slot {
  if (layout.length !== inputs.length) {
    throw corrupt(`its trees have ${inputs.length} inputs and its steps give ${layout.length} features`);
  }
  inputs.forEach((input, i) => {
    const feature = layout[i]!;
    const fits =
      feature.name === input.name &&
      (feature.kind === 'column'
        ? input.kind === 'numbers' || input.kind === 'categories'
        : feature.kind === input.kind);
    if (!fits) throw corrupt(`its trees take '${input.name}' (${input.kind}), not '${feature.name}' (${feature.kind})`);
  });
  return addForest(program, compiled, addTreeInputs(program, layout, inputs), output, every);
}

function corrupt(why: string): MillraceError {
  return new MillraceError('MODEL_CORRUPT', `the model's parts do not fit together: ${why}`, {
    remedy: 'save the model again from where it was trained',
  });
}

/** An input without its categories, which are saved as arrays: there may be a million. */
function describeInput(input: TreeInput): { [key: string]: string | number } {
  const { kind, name } = input;
  if (input.kind === 'sparse') return { kind, name, width: input.width };
  return input.kind === 'categories' ? { kind, name, values: input.values.kind } : { kind, name };
}

function categoriesOf(inputs: readonly TreeInput[]): Record<string, SavedArray> {
  const arrays: Record<string, SavedArray> = {};
  inputs.forEach((input, i) => {
    if (input.kind === 'codes') arrays[`categories${i}`] = input.categories;
    if (input.kind === 'categories') {
      const { kind, values } = input.values;
      arrays[`categories${i}`] = kind === 'text' ? values : Float64Array.from(values);
    }
  });
  return arrays;
}
