import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { randomStream } from '../../core/random.ts';
import { RowSampleState } from '../../engine/imputers.ts';
import type { PartDescription, Program, Slot } from '../../engine/program.ts';
import { ColumnMomentsState, mutualInformation, Projection, SparseValueCounts } from '../../engine/reduction.ts';
import { type Layout, widthOf } from '../../matrix/layout.ts';
import { partsOf } from '../../models/assembly.ts';
import type { Stage } from '../transformer.ts';
import { classMoments } from './f-classif.ts';
import type { ScoreFunction } from './score-function.ts';
import { missingTarget, supervisionOf, targetClasses } from './target-classes.ts';

const optionsSchema = z.strictObject({
  /** Nearest neighbours that a density is estimated by. Default 3. */
  nNeighbors: z.int().min(1).default(3),
  /** Names of number columns that are taken as classes of equal values. Default none; indicators always are. */
  discreteFeatures: z.array(z.string()).default([]),
  /** Rows that numbers are looked at in, drawn by row id: all while there are no more. Default 10,000. */
  maxSamples: z.int().min(4).default(10_000),
  /** Seed of the draw, and of the noise that tells equal numbers apart. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type MutualInfoOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Mutual information of each column and the target's classes, in nats: 0 when they tell nothing of each other. Numbers
 * by nearest neighbours (Ross 2014) in a sample of the rows, which is held, after noise of 1e-10 that tells equal ones
 * apart; indicators exactly, from the counts of all rows, and so sparse columns, whose different values are classes.
 * As scikit-learn's mutual_info_classif, but for the noise. Weights of terms have a value for almost every row and are
 * taken at their word there too: counts tell more.
 *
 * Scoring throws MEMORY_EXHAUSTED when sparse columns have more than 67,108,864 values times classes.
 */
export function mutualInfoClassif(given: MutualInfoOptions = {}): ScoreFunction {
  const options = parseOptions(optionsSchema, given, 'mutualInfoClassif');
  return {
    kind: 'score',
    name: 'mutualInfoClassif',
    async score(stage) {
      const supervision = supervisionOf(stage, 'mutualInfoClassif', 'classification');
      const { categories, counts } = await targetClasses(stage, supervision);
      // The code of a class as a number.
      const code = new Projection(
        Float64Array.from(counts, (_, c) => c),
        new Float64Array(counts.length),
        1,
      );
      const target = (program: Program) => {
        const slot = program.encode(supervision.slot(), categories);
        return code.addTo(program, [{ kind: 'codes', slot, width: counts.length, name: supervision.target.name }])[0]!;
      };
      let sample!: Sample;
      let moments!: Awaited<ReturnType<typeof classMoments>>;
      let sparse!: ReadonlyMap<string, Float64Array>;
      await stage.together([
        async () => {
          const isSparse = notSparse(stage.layout).length === 0;
          sample = isSparse ? noSample : await sampleOf(stage, 'mutualInfoClassif', options, target);
        },
        async () => {
          moments = await classMoments(stage, 'mutualInfoClassif');
        },
        async () => {
          sparse = await sparseScores(stage, counts.length, (program) =>
            program.encode(supervision.slot(), categories),
          );
        },
      ]);
      const { classRows, means } = moments;
      const sampled = await scoresOf(sample, true, options, stage);
      const width = means.length / classRows.length;
      const scores = new Float64Array(width);
      let column = 0;
      let dense = 0; // among the columns of the sample
      for (const feature of stage.layout) {
        const end = column + widthOf(feature);
        const own = sparse.get(feature.name);
        if (own !== undefined) scores.set(own, column);
        for (; column < end && own === undefined; column++, dense++) {
          scores[column] = sampled[dense]!;
          if (!sample.columns[dense]!.isIndicator) continue;
          const table = Array.from(classRows, (rows, c) => {
            const ones = Math.round(rows * means[c * width + column]!);
            return [ones, rows - ones];
          });
          scores[column] = informationOf(table);
        }
        column = end;
      }
      return { scores, pValues: undefined };
    },
  };
}

/**
 * Mutual information of each column and a number, in nats, by nearest neighbours in a sample of the rows, which is held:
 * of numbers after Kraskov, Stögbauer and Grassberger (2004), of indicators after Ross (2014). Sparse columns are
 * refused: fRegression scores them. As scikit-learn's mutual_info_regression, but for the noise of 1e-10 that tells equal numbers apart.
 */
export function mutualInfoRegression(given: MutualInfoOptions = {}): ScoreFunction {
  const options = parseOptions(optionsSchema, given, 'mutualInfoRegression');
  return {
    kind: 'score',
    name: 'mutualInfoRegression',
    async score(stage) {
      const supervision = supervisionOf(stage, 'mutualInfoRegression', 'regression');
      const { name } = supervision.target;
      refuseSparse(stage.layout);
      const target = (program: Program) => program.numbers(supervision.slot(), name);
      const sample = await sampleOf(stage, 'mutualInfoRegression', options, target);
      const missing = sample.target.filter(Number.isNaN).length;
      if (missing > 0) throw missingTarget(name, missing);
      return { scores: await scoresOf(sample, false, options, stage), pValues: undefined };
    },
  };
}

interface Sample {
  readonly columns: readonly {
    readonly values: Float64Array;
    readonly isIndicator: boolean;
    readonly isDiscrete: boolean;
  }[];
  readonly target: Float64Array;
}

async function sampleOf(
  stage: Stage,
  step: string,
  { maxSamples, randomState, discreteFeatures }: Options,
  target: (program: Program) => Slot,
): Promise<Sample> {
  const discrete = new Set(discreteFeatures);
  const kinds = notSparse(stage.layout).flatMap((feature) =>
    Array.from({ length: widthOf(feature) }, () => ({
      isIndicator: feature.kind === 'codes',
      isDiscrete: feature.kind === 'codes' || discrete.has(feature.name),
    })),
  );
  const width = kinds.length + 1;
  const state = new RowSampleState(width, maxSamples, randomState);
  const moments = new ColumnMomentsState(); // refuses missing numbers
  await stage.pass((program, whole) => {
    const layout = notSparse(whole);
    const parts = partsOf(program, layout, step);
    moments.addTo(program, parts);
    state.addTo(program, [...numbersOfParts(program, layout, parts), target(program)], stage.training.rowIds());
  });
  const rows = await state.finish(stage.run);
  const columnAt = (column: number) =>
    Float64Array.from({ length: rows.length / width }, (_, r) => rows[r * width + column]!);
  return {
    columns: kinds.map((kind, column) => ({ ...kind, values: columnAt(column) })),
    target: columnAt(width - 1),
  };
}

const noSample: Sample = { columns: [], target: new Float64Array(0) };

const notSparse = (layout: Layout): Layout => layout.filter((feature) => feature.kind !== 'sparse');

function refuseSparse(layout: Layout): void {
  const sparse = layout.find((feature) => feature.kind === 'sparse');
  if (sparse === undefined) return;
  throw new MillraceError('COLUMN_TYPE', `mutualInfoRegression takes no sparse columns, and '${sparse.name}' is one`, {
    column: sparse.name,
    remedy: 'score sparse columns with fRegression',
  });
}

/** The scores of the columns of each sparse feature, from all rows: one pass. `classes` gives a slot of codes. */
async function sparseScores(
  stage: Stage,
  classCount: number,
  classes: (program: Program) => Slot,
): Promise<ReadonlyMap<string, Float64Array>> {
  const features = stage.layout.filter((feature) => feature.kind === 'sparse');
  if (features.length === 0) return new Map();
  const states = features.map((feature) => new SparseValueCounts(widthOf(feature), classCount));
  await stage.pass((program, layout) => {
    const codes = classes(program);
    features.forEach(({ name }, i) => {
      states[i]!.addTo(program, layout.find((feature) => feature.name === name)!.slot, codes);
    });
  });
  const scores = await Promise.all(states.map((state) => state.information(stage.run)));
  return new Map(features.map(({ name }, i) => [name, scores[i]!]));
}

/** A number slot for each matrix column. */
function numbersOfParts(program: Program, layout: Layout, parts: readonly PartDescription[]): Slot[] {
  return layout.flatMap((feature, i) => {
    const part = parts[i]!;
    if (feature.kind !== 'codes') return [part.slot];
    const { width } = part;
    const same = Float64Array.from({ length: width * width }, (_, at) => (at % (width + 1) === 0 ? 1 : 0));
    return new Projection(same, new Float64Array(width), width).addTo(program, [part]);
  });
}

async function scoresOf({ columns, target }: Sample, isClass: boolean, options: Options, stage: Stage) {
  if (columns.length === 0) return new Float64Array(0);
  const rows = target.length;
  const scores = new Float64Array(columns.length);
  const compared = columns.flatMap(({ isDiscrete }, column) => (isClass && isDiscrete ? [] : [column]));
  const values = new Float64Array(compared.length * rows);
  compared.forEach((column, at) => {
    const { isDiscrete, values: own } = columns[column]!;
    values.set(isDiscrete ? classesOfValues(own) : apart(own, options.randomState, column), at * rows);
  });
  const found = await mutualInformation(
    {
      columns: values,
      target: isClass ? target : apart(target, options.randomState, columns.length),
      discrete: Uint8Array.from(compared, (column) => (columns[column]!.isDiscrete ? 1 : 0)),
      targetDiscrete: isClass,
    },
    options.nNeighbors,
    stage.run,
  );
  compared.forEach((column, at) => {
    scores[column] = found[at]!;
  });
  columns.forEach(({ isDiscrete, values: own }, column) => {
    if (!isClass || !isDiscrete) return;
    const table = new Map<number, number[]>();
    const classes = Math.max(...target) + 1;
    own.forEach((value, row) => {
      if (!table.has(value)) table.set(value, new Array<number>(classes).fill(0));
      table.get(value)![target[row]!]! += 1;
    });
    scores[column] = informationOf([...table.values()]);
  });
  return scores;
}

function classesOfValues(values: Float64Array): Float64Array {
  const known = new Map<number, number>();
  return values.map((value) => {
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value)!;
  });
}

/** Scaled to deviation 1, with noise that tells equal numbers apart. */
function apart(values: Float64Array, seed: number, column: number): Float64Array {
  const rows = values.length;
  const mean = values.reduce((sum, value) => sum + value / rows, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / rows, 0);
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 1;
  const size = Math.max(
    1,
    values.reduce((sum, value) => sum + Math.abs(value * scale) / rows, 0),
  );
  const random = randomStream(seed, 'mutual information', column);
  return values.map((value, row) => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(2 * row)));
    return value * scale + 1e-10 * size * radius * Math.cos(2 * Math.PI * random.uniform(2 * row + 1));
  });
}

/** Of a table of counts, in nats. */
function informationOf(table: readonly (readonly number[])[]): number {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = table[0]!.map((_, c) => table.reduce((sum, row) => sum + row[c]!, 0));
  const total = rows.reduce((sum, count) => sum + count, 0);
  let information = 0;
  table.forEach((row, r) => {
    row.forEach((count, c) => {
      if (count > 0) information += (count / total) * Math.log((count * total) / (rows[r]! * columns[c]!));
    });
  });
  return Math.max(information, 0);
}
