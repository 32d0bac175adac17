import { flightsDataSet } from '../data/data-sets.ts';
import type { Task } from '../harness/result.ts';
import { treesTask } from './trees.ts';

/** Trees on real rows with categories. */
export const treesFlights: Task = treesTask({
  name: 'trees-flights',
  summary: "gradient boosting on vega-datasets' 3M flights, airports as categories; --data FILE --target T",
  generator: 'mixed',
  rows: 1_000_000,
  leaves: [63],
  dataSet: flightsDataSet,
});
