import { ClassifierModel } from './classifier-model.ts';
import type { ModelParts } from './model.ts';
import { RankerModel } from './ranker-model.ts';
import { RegressorModel } from './regressor-model.ts';

/** What a pipeline with a learner becomes. */
export type FittedModel = ClassifierModel | RegressorModel | RankerModel;

/** The model that its parts' task asks for. */
export function modelOf(parts: ModelParts): FittedModel {
  switch (parts.task) {
    case 'classification':
      return new ClassifierModel(parts);
    case 'regression':
      return new RegressorModel(parts);
    case 'ranking':
      return new RankerModel(parts);
  }
}
