import type { ColumnData } from '../core/column.ts';
import { Forest, type ForestOutput } from '../engine/forest.ts';
import type { RunOptions } from '../engine/job.ts';
import type { RowProblem } from '../engine/program.ts';
import type { LearningTask } from '../models/learner.ts';
import { compileForest } from '../models/trees/forest-predictor.ts';
import { Model } from '../pipeline/model.ts';
import { type Batch, releaseBatch } from '../source/batch.ts';
import { nextTurn } from '../source/reader.ts';
import type { Source } from '../source/source.ts';
import { usedFeatures } from './importance.ts';
import { forestOf } from './tree-features.ts';

/** Rows as a model's trees see them. */
export interface TreeRows {
  readonly rowIds: Float64Array;
  /** What `ForestOutput` was asked for. By default [rows][features that splits read]: NaN where missing, and codes. */
  readonly inputs: Float64Array;
  readonly problems: readonly RowProblem[];
}

/** Rows of a batch, fewer where the trees read so many features that their numbers take more than 128 MiB. */
const MOST_ROWS = 16_384;
const MOST_INPUTS = 1 << 24;

/** A model whose output is what its trees read, or something else of them. */
export class TreeReader extends Model {
  readonly task: LearningTask;
  readonly forest: Forest;
  readonly #width: number;

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
    this.#width = usedFeatures(trees).length;
  }

  /**
   * @param pick the rows wanted of a batch, ascending; all of it when undefined
   */
  async *read(source: Source, options: RunOptions, pick?: (batch: Batch) => Uint32Array): AsyncIterable<TreeRows> {
    const prepared = this.prepare(source);
    const columns = this.scoring.fields.map((field) => field.name);
    const batchRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_INPUTS / Math.max(1, this.#width))));
    for await (const whole of prepared.scan({ columns, batchRows, signal: options.signal })) {
      const batch = pick === undefined ? whole : taken(whole, pick(whole));
      if (batch.length > 0) {
        const { outputs, problems } = await this.scoring.run(batch, options);
        yield { rowIds: batch.rowIds, inputs: outputs, problems };
      }
      if (batch !== whole) releaseBatch(batch);
      releaseBatch(whole);
      await nextTurn();
    }
  }

  override get outputColumns(): readonly string[] {
    return [];
  }

  protected override predictionColumns(): ReadonlyMap<string, ColumnData> {
    return new Map();
  }
}

function taken({ rowIds, columns }: Batch, rows: Uint32Array): Batch {
  if (rows.length === 0) return { length: 0, rowIds: new Float64Array(0), columns: new Map() };
  return {
    length: rows.length,
    rowIds: Float64Array.from(rows, (row) => rowIds[row]!),
    columns: new Map([...columns].map(([name, column]) => [name, column.take(rows)])),
  };
}
