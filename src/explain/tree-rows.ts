import type { ColumnData } from '../core/column.ts';
import { Forest, type ForestOutput } from '../engine/forest.ts';
import type { RunOptions } from '../engine/job.ts';
import type { RowProblem } from '../engine/program.ts';
import type { LearningTask } from '../models/learner.ts';
import { compileForest } from '../models/trees/forest-predictor.ts';
import { Model } from '../pipeline/model.ts';
import type { Source } from '../source/source.ts';
import { forestOf } from './tree-features.ts';

/** Rows as a model's trees see them. */
export interface TreeRows {
  readonly rowIds: Float64Array;
  /** What `ForestOutput` was asked for. By default [rows][features that splits read]: NaN where missing, and codes. */
  readonly inputs: Float64Array;
  readonly problems: readonly RowProblem[];
}

/** A model whose output is what its trees read, or something else of them. */
export class TreeReader extends Model {
  readonly task: LearningTask;
  readonly forest: Forest;

  /** @throws MillraceError MODEL_UNSUPPORTED when the model has no trees */
  constructor(model: Model, call: string, output: ForestOutput = 'inputs', every?: number) {
    const { trees, inputs } = forestOf(model, call);
    const compiled = new Forest(trees);
    const { predictor } = model.parts;
    super({
      ...model.parts,
      predictor: {
        ...predictor,
        compile: (program, layout) => compileForest(program, layout, { inputs, compiled }, output, every),
      },
    });
    this.task = model.task;
    this.forest = compiled;
  }

  async *read(source: Source, options: RunOptions): AsyncIterable<TreeRows> {
    for await (const { batch, outputs, problems } of this.score(source, [], options)) {
      yield { rowIds: batch.rowIds, inputs: outputs, problems };
    }
  }

  override get outputColumns(): readonly string[] {
    return [];
  }

  protected override predictionColumns(): ReadonlyMap<string, ColumnData> {
    return new Map();
  }
}
