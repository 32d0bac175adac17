import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { type CrossEncoding, crossEncode, numbersOfCodes, TargetStatisticsState } from '../../engine/encoders.ts';
import type { Program, Slot } from '../../engine/program.ts';
import { NumberList } from '../../engine/states.ts';
import type { Feature, Layout } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import {
  categoriesByDefault,
  categorySlot,
  handleOf,
  kindSchema,
  loadedValues,
  savedValues,
} from '../category-columns.ts';
import { type CategoryValues, categoryNames, categoryValues } from '../category-values.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Supervision, type Transformer } from '../transformer.ts';

const optionsSchema = z.strictObject({
  /**
   * What the target is: two classes (the encoding is the share of the second), several (one column for each), or a
   * number. Default auto: as the fit learns it.
   */
  targetType: z.enum(['auto', 'binary', 'multiclass', 'continuous']).default('auto'),
  /**
   * How many rows of the overall mean are mixed into each category's. Default auto: as many as the category's own
   * variance against the overall one calls for (empirical Bayes).
   */
  smooth: z.union([z.literal('auto'), z.number().min(0)]).default('auto'),
  /** Folds of the training rows; each row is encoded by the rows of the other folds. Default 5. */
  cv: z.int().min(2).max(1000).default(5),
  /** Decides which row is in which fold. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type TargetEncoderOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Each category as the mean of the target among its training rows, drawn towards the mean of all rows the more, the
 * fewer rows it has: one column of numbers for each column, or one a class for a target of several classes. A missing
 * value is a category; one never seen gives the mean of all rows.
 *
 * The rows of the fit themselves are encoded by the other rows alone: they are dealt to `cv` folds by their ids, and a
 * row sees the targets of the other folds only, so that no row sees its own. Rows to come are encoded by all. Holds
 * (3 · cv + 1) · 8 bytes a category and output while it fits. Row weights do not count.
 *
 * Takes the columns named or selected, by default those of role categorical or boolean; hands on the others as they
 * are. As scikit-learn's TargetEncoder (Micci-Barreca 2001), but for how folds are dealt.
 *
 * Fitting throws OPTION_INVALID without a target, TARGET_INVALID for one of another kind than `targetType` or of more
 * than 1,000 classes, TARGET_MISSING, TARGET_CONSTANT for one class, COLUMN_TYPE for a column that a step has made
 * numbers of, and ROWS_TOO_FEW when all rows are in one fold.
 */
export function targetEncoder(...given: FactoryArguments<TargetEncoderOptions>): Transformer {
  const { selector, options } = factoryArguments('targetEncoder', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'targetEncoder',
    async fit(stage) {
      const supervision = supervisionOf(stage);
      const kind = targetKind(supervision, options);
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      const states = names.map(
        (column) =>
          new TargetStatisticsState({
            column,
            target: supervision.target.name,
            isClass: kind === 'classes',
            folds: options.cv,
            seed: options.randomState,
          }),
      );
      await stage.pass((program, layout) => {
        names.forEach((name, i) => {
          const column = categorySlot(layout.find((feature) => feature.name === name)!, 'targetEncoder');
          states[i]!.addTo(program, column, supervision.slot(), stage.training.rowIds());
        });
      });
      const columns = [];
      for (const [i, name] of names.entries()) {
        columns.push(await finishColumn(stage, name, states[i]!, supervision, options));
      }
      return fittedTargetEncoder(columns);
    },
  };
}

function supervisionOf(stage: Stage): Supervision {
  const { supervision } = stage.training;
  if (supervision !== undefined) return supervision;
  throw new MillraceError('OPTION_INVALID', 'targetEncoder needs a target to encode by', {
    remedy: "say what is learnt: fitTransform(targetEncoder('city'), source, { target: 'price' })",
  });
}

function targetKind({ task, target }: Supervision, { targetType }: Options): 'classes' | 'numbers' {
  const kind =
    targetType === 'auto'
      ? task === 'classification'
        ? 'classes'
        : 'numbers'
      : targetType === 'continuous'
        ? 'numbers'
        : 'classes';
  if (kind === 'numbers' && target.type === 'utf8') {
    throw new MillraceError(
      'TARGET_INVALID',
      `targetEncoder: '${target.name}' is text, and no number to take means of`,
      {
        column: target.name,
        remedy: "leave targetType out, or use 'binary' or 'multiclass'",
      },
    );
  }
  return kind;
}

/** One column's encodings. Arrays are row-major. */
export interface TargetEncoding {
  readonly column: string;
  readonly values: CategoryValues;
  /** Names of the outputs when there are several, else empty. */
  readonly classes: readonly string[];
  /** float64[categories + 1][outputs], missing values last */
  readonly encodings: Float64Array;
  /** float64[outputs]: of all rows */
  readonly means: Float64Array;
  /** What the rows of the fit are encoded as; not saved. */
  readonly crossed?: CrossEncoding | undefined;
}

async function finishColumn(
  stage: Stage,
  column: string,
  state: TargetStatisticsState,
  { target }: Supervision,
  options: Options,
): Promise<TargetEncoding> {
  const { targetType, smooth, cv, randomState } = options;
  const found = await state.finish(smooth === 'auto' ? undefined : smooth, targetType !== 'multiclass', stage.run);
  const { rowCount, missingTargets, means, encodings, foldMeans, foldEncodings } = found;
  const name = target.name;
  if (missingTargets > 0) {
    const message = `target '${name}' is missing in ${missingTargets} of ${rowCount + missingTargets} rows`;
    throw new MillraceError('TARGET_MISSING', message, {
      column: name,
      remedy: "fill it in, filter those rows out, or fit with missingTarget: 'drop'",
    });
  }
  const classes = found.classes === undefined ? [] : categoryNames(categoryValues(found.classes, target.type));
  if (found.classes !== undefined && classes.length < 2) {
    throw new MillraceError('TARGET_CONSTANT', `'${name}' is '${classes[0]}' in all ${rowCount} rows`, {
      column: name,
      value: classes[0],
      remedy: 'fit on rows of two classes or more',
    });
  }
  if (targetType === 'binary' && classes.length > 2) {
    throw new MillraceError('TARGET_INVALID', `targetEncoder: '${name}' has ${classes.length} classes, not two`, {
      column: name,
      remedy: "leave targetType out, or use 'multiclass'",
    });
  }
  if (foldMeans.some(Number.isNaN)) {
    const message = `all ${rowCount} rows are in one of the ${cv} folds of targetEncoder: none is left to encode them by`;
    throw new MillraceError('ROWS_TOO_FEW', message, { remedy: 'fit on more rows, or with another randomState' });
  }
  const feature = stage.layout.find((one) => one.name === column)!;
  return {
    column,
    values: categoryValues(found.values, feature.kind === 'column' ? feature.type : 'float64'),
    classes: means.length > 1 ? classes : [],
    encodings,
    means,
    crossed: { encodings: foldEncodings, means: foldMeans, folds: cv, outputs: means.length, seed: randomState },
  };
}

export function fittedTargetEncoder(columns: readonly TargetEncoding[]): FittedTransformer {
  const byColumn = new Map(
    columns.map((one) => [
      one.column,
      { ...one, categories: handleOf(one.values), numbers: NumberList.from(one.encodings) },
    ]),
  );
  const rewrite = (
    program: Program,
    layout: Layout,
    encode: (one: TargetEncoding & { numbers: NumberList }, codes: Slot, output: number) => Slot,
  ) =>
    mapFeatures(layout, new Set(byColumn.keys()), (feature): readonly Feature[] => {
      const one = byColumn.get(feature.name)!;
      const codes = program.encode(categorySlot(feature, 'targetEncoder'), one.categories);
      return Array.from(one.means, (_, output) => ({
        kind: 'numbers',
        name: one.classes.length === 0 ? one.column : `${one.column} of ${one.classes[output]}`,
        slot: encode(one, codes, output),
      }));
    });
  const plain = (program: Program, one: TargetEncoding & { numbers: NumberList }, codes: Slot, output: number) => {
    const outputs = one.means.length;
    return numbersOfCodes(
      program,
      codes,
      { numbers: one.numbers, stride: outputs },
      {
        offset: output,
        missing: one.encodings[one.encodings.length - outputs + output]!,
        unseen: one.means[output]!,
      },
    );
  };
  return {
    name: 'targetEncoder',
    compile: (program, layout) => rewrite(program, layout, (one, codes, output) => plain(program, one, codes, output)),
    compileTraining: (program, layout, training) =>
      rewrite(program, layout, (one, codes, output) =>
        one.crossed === undefined
          ? plain(program, one, codes, output)
          : crossEncode(program, codes, training.rowIds(), one.crossed, output),
      ),
    save: (): SavedPart => ({
      name: 'targetEncoder',
      state: { columns: columns.map(({ column, values, classes }) => ({ column, kind: values.kind, classes })) },
      arrays: Object.fromEntries(
        columns.flatMap(({ values, encodings, means }, i) => [
          [`categories${i}`, savedValues(values)],
          [`encodings${i}`, encodings],
          [`means${i}`, means],
        ]),
      ),
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.strictObject({ column: z.string(), kind: kindSchema, classes: z.array(z.string()) })),
});

export function loadTargetEncoder(part: SavedPartReader): FittedTransformer {
  return fittedTargetEncoder(
    part.state(stateSchema).columns.map(({ column, kind, classes }, i) => {
      const values = loadedValues(part, kind, `categories${i}`);
      const means = part.float64(`means${i}`, Math.max(1, classes.length));
      const encodings = part.float64(`encodings${i}`, (values.values.length + 1) * means.length);
      return { column, values, classes, encodings, means };
    }),
  );
}
