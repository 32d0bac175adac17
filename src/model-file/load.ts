import { MillraceError } from '../core/errors.ts';
import { expressionFromJson } from '../expression/index.ts';
import { ClassifierModel } from '../pipeline/classifier-model.ts';
import type { ModelParts } from '../pipeline/model.ts';
import { RegressorModel } from '../pipeline/regressor-model.ts';
import { arrayOf } from './arrays.ts';
import { type Container, readContainer } from './container.ts';
import { checked, modelDescription } from './description.ts';
import { loadPredictor, loadTransformer } from './parts.ts';

/**
 * Reads a model that `save` wrote. Predictions have the bits they had before. A file is data: nothing in it runs, and
 * its checksum is verified before anything parses it.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_CORRUPT (altered or cut short), MODEL_NEWER, MODEL_INVALID
 */
export async function loadModel(path: string): Promise<ClassifierModel | RegressorModel> {
  const parts = fromContainer(await readContainer(path));
  return parts.task === 'classification' ? new ClassifierModel(parts) : new RegressorModel(parts);
}

function fromContainer({ description, arrays }: Container): ModelParts {
  const model = checked(modelDescription, description, 'description');
  if (model.task === 'classification' && (model.classValues === null || model.classes.length < 2)) {
    throw new MillraceError('MODEL_INVALID', 'the model is a classifier without classes');
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
    positive: model.positive ?? undefined,
    classValues: model.classValues ?? undefined,
    derived: model.derived.map(({ name, type, expression }) => ({
      name,
      type,
      expression: expressionFromJson(expression),
    })),
    steps: model.steps.map((step) => loadTransformer(step, arrays)),
    predictor,
    prior: arrayOf(arrays, 'prior', 'float64').values,
  };
}
