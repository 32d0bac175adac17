import { MillraceError } from '../../core/errors.ts';
import { Forest } from '../../engine/forest.ts';
import { NumberList } from '../../engine/states.ts';
import type { Stage } from '../../features/transformer.ts';
import type { ForestModel } from '../learner.ts';
import { compileForest } from './forest-predictor.ts';

/** What a model to go on from says of the rows that it is to go on with. */
export class InitScores {
  readonly forest: ForestModel;
  /** [rows][outputs]: training rows, then those for validation. */
  readonly scores = new NumberList();
  readonly #learner: string;

  constructor(forest: ForestModel, learner: string) {
    this.forest = forest;
    this.#learner = learner;
  }

  /** One pass over the training rows, then one over those for validation. @throws MillraceError OPTION_INVALID */
  async gather(stage: Stage, validation: Stage | undefined): Promise<void> {
    const { inputs, trees } = this.forest;
    const compiled = new Forest(trees);
    for (const from of [stage, validation]) {
      await from?.pass((program, layout) => {
        try {
          this.scores.addTo(program, compileForest(program, layout, { inputs, compiled }, 'score'));
        } catch (error) {
          throw this.#refusal(error);
        }
      });
    }
  }

  #refusal(error: unknown): unknown {
    if (!(error instanceof MillraceError) || error.code !== 'MODEL_CORRUPT') return error;
    return new MillraceError('OPTION_INVALID', `${this.#learner}: 'initModel' has other features than reach it here`, {
      remedy: 'give a model of a pipeline with the same steps before the learner',
      cause: error,
    });
  }
}
