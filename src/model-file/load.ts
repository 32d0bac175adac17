import { MillraceError } from '../core/errors.ts';
import { type DerivedColumn, expressionFromJson } from '../expression/index.ts';
import { type FittedModel, modelOf } from '../pipeline/fitted-model.ts';
import type { ModelParts } from '../pipeline/model.ts';
import { arrayOf } from './arrays.ts';
import { type Container, readContainer } from './container.ts';
import { checked, type ModelDescription, modelDescription } from './description.ts';
import { loadPredictor, loadTransformer } from './parts.ts';

/**
 * Reads a model that `save` wrote. Predictions have the bits they had before. A file is data: nothing in it runs, and
 * its checksum is verified before anything parses it.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_CORRUPT (altered or cut short), MODEL_NEWER, MODEL_INVALID
 */
export async function loadModel(path: string): Promise<FittedModel> {
  return modelOf(fromContainer(await readContainer(path)));
}

function fromContainer({ description, arrays }: Container): ModelParts {
  const model = checked(modelDescription, description, 'description');
  if (model.task === 'classification' && (model.classValues === null || model.classes.length < 2)) {
    throw new MillraceError('MODEL_INVALID', 'the model is a classifier without classes');
  }
  if (model.task === 'ranking' && typeof model.group !== 'string') {
    throw new MillraceError('MODEL_INVALID', 'the model is a ranker without groups');
  }
  const predictor = loadPredictor(model.predictor, arrays);
  const outputs = model.task === 'classification' ? model.classes.length : 1;
  if (predictor.outputCount !== outputs) {
    throw new MillraceError(
      'MODEL_INVALID',
      `the model predicts ${predictor.outputCount} numbers a row, not ${outputs}`,
    );
  }
  return {
    ...model,
    weight: model.weight ?? undefined,
    group: model.group ?? undefined,
    positive: model.positive ?? undefined,
    classValues: model.classValues ?? undefined,
    derived: model.derived.map(derivedColumnOf),
    operations: (model.operations ?? []).map(({ step, columns, rule, reason }) => ({
      step,
      columns: columns.map(derivedColumnOf),
      rule: rule === undefined ? undefined : expressionFromJson(rule),
      reason,
    })),
    steps: model.steps.map((step) => loadTransformer(step, arrays)),
    predictor,
    trainedRows: model.trainedRows && {
      ...model.trainedRows,
      ids: arrayOf(arrays, 'trainedRows', 'float64').values,
    },
    prior: arrayOf(arrays, 'prior', 'float64').values,
  };
}

function derivedColumnOf({ name, type, expression }: ModelDescription['derived'][number]): DerivedColumn {
  return { name, type, expression: expressionFromJson(expression) };
}
