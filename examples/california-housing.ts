/**
 * What is a house in California worth? From a file to a model that is chosen by cross-validation:
 *
 *     npx tsx examples/california-housing.ts california-housing.csv
 *
 * The file is the 1990 census by block group (StatLib; Pace and Barry 1997), one line for each: totals of rooms,
 * bedrooms, people and households, median age, income and value. Totals say little where blocks differ in size, so
 * ratios are derived from them. Three models and a baseline then predict each fifth of the rows, fitted on the others.
 */
import { fileURLToPath } from 'node:url';
import {
  byRole,
  columns,
  dummyRegressor,
  histGradientBoostingRegressor,
  oneHotEncoder,
  pipeline,
  randomForestRegressor,
  read,
  ridge,
  rowId,
  type Source,
  simpleImputer,
  standardScaler,
} from '../src/index.ts';

const target = 'median_house_value';
const FOLDS = 5;

/** The rows with ratios beside the totals they come from. */
export async function housing(file: string): Promise<Source> {
  const source = await read(file);
  return source.derive((c) => ({
    rooms_per_household: c.total_rooms!.div(c.households!),
    bedrooms_per_room: c.total_bedrooms!.div(c.total_rooms!),
    people_per_household: c.population!.div(c.households!),
  }));
}

/** What is compared. Each is made anew for each fold, so that every step is fitted on that fold's training rows alone. */
const candidates = {
  'the mean': () => pipeline(dummyRegressor()),
  ridge: () =>
    pipeline(
      columns(
        [byRole('numeric'), simpleImputer({ strategy: 'median' }), standardScaler()],
        [byRole('categorical'), oneHotEncoder()],
      ),
      ridge({ alpha: 1 }),
    ),
  // Trees take missing bedrooms and the category as they are.
  'random forest': () => pipeline(randomForestRegressor({ nEstimators: 100, maxFeatures: 0.5, randomState: 0 })),
  'gradient boosting': () =>
    pipeline(histGradientBoostingRegressor({ maxIter: 400, learningRate: 0.05, randomState: 0 })),
};

export interface Result {
  readonly name: string;
  /** The root mean squared error of each fold, in dollars. */
  readonly rmse: readonly number[];
  readonly mean: number;
  /** How much of the mean's error is gone: 0 to 1. */
  readonly improvement: number;
}

/** Fits each candidate on four fifths of the rows and measures it on the last, five times. */
export async function compare(source: Source): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, build] of Object.entries(candidates)) {
    const rmse: number[] = [];
    for (let fold = 0; fold < FOLDS; fold++) {
      const isTest = rowId().mod(FOLDS).eq(fold);
      const model = await build().fit(source.filter(isTest.not()), { target });
      const { metrics } = await model.evaluate(source.filter(isTest), { resamples: 0 });
      rmse.push(metrics.rmse as number);
    }
    const mean = rmse.reduce((sum, one) => sum + one, 0) / FOLDS;
    results.push({ name, rmse, mean, improvement: 1 - mean / (results[0]?.mean ?? mean) });
  }
  return results;
}

export function table(results: readonly Result[]): string {
  const dollars = (value: number) => Math.round(value).toLocaleString('en');
  const folds = results[0]!.rmse.map((_, fold) => `fold ${fold + 1}`.padStart(8)).join('');
  const lines = results.map(({ name, rmse, mean, improvement }) => {
    const cells = rmse.map((value) => dollars(value).padStart(8)).join('');
    return `${name.padEnd(18)}${cells}${dollars(mean).padStart(9)}${`${(100 * improvement).toFixed(1)} %`.padStart(10)}`;
  });
  return [`${'RMSE in dollars'.padEnd(18)}${folds}     mean   better by`, ...lines].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    console.error('usage: npx tsx examples/california-housing.ts california-housing.csv');
    process.exit(2);
  }
  console.log(table(await compare(await housing(file))));
}
