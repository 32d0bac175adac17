/**
 * Deliveries as people wrote them down, and a model of how long one takes:
 *
 *     npx tsx examples/delivery-cleaning.ts
 *
 * Distances and times are text in several units, some are nothing, and some can't be: a time below zero, a van at
 * 200 miles an hour. Repairs read them, filters leave the impossible rows out of the training, and the model keeps a
 * record of both. It repairs whatever it is asked about later, and answers every row.
 */
import { fileURLToPath } from 'node:url';
import {
  type CleaningRecord,
  derive,
  dropDuplicates,
  dropMissingTarget,
  fromRows,
  keepRows,
  linearRegression,
  parseUnits,
  pipeline,
  type RegressorModel,
  simpleImputer,
} from '../src/index.ts';

/** Rows 0 to 15. */
export const deliveries = [
  { distance: '1 km', time: '7 minutes' },
  { distance: '2 km', time: '9 min' },
  { distance: '3,000 m', time: '13' },
  { distance: '4', time: '0.25 hours' },
  { distance: '5 miles', time: '22 minutes' },
  { distance: '9 km', time: '0.4 hours' },
  { distance: '12 km', time: '30m' },
  { distance: '25 km', time: '1h 2m' },
  { distance: '33 km', time: '1:20' },
  { distance: '6 km', time: '-5 minutes' }, // before it left
  { distance: '20 miles', time: '6 minutes' }, // 200 miles an hour
  { distance: '-3 km', time: '10 minutes' }, // nowhere
  { distance: '2 km', time: '9 min' }, // row 1 once more
  { distance: '8 km', time: 'after lunch' }, // no time
  { distance: '7 km', time: 'N/A' }, // none either
  { distance: 'far', time: '40 minutes' }, // no distance
];

/** Reads both columns, states what is possible, and learns minutes from kilometres. */
export async function learn(): Promise<RegressorModel> {
  const source = await fromRows(deliveries);
  return pipeline(
    dropDuplicates(),
    parseUnits('distance', { unit: 'km' }),
    parseUnits('time', { unit: 'min' }),
    dropMissingTarget(),
    derive((c) => ({ speed: c.column('distance').div(c.column('time').div(60)) })),
    keepRows('time > 0 and distance >= 0'),
    keepRows('speed <= 120'),
    simpleImputer({ strategy: 'median' }),
    linearRegression(),
  ).fit(source, { target: 'time' });
}

/** The record in lines. */
export function tell({ steps }: CleaningRecord): string {
  const lines: string[] = [];
  for (const { step, rows, columns, dropped } of steps) {
    lines.push(`${step}: ${rows} rows`);
    for (const { column, changed, becameMissing, examples } of columns) {
      if (changed > 0) lines.push(`  ${column}: ${changed} changed`);
      for (const { reason, values } of becameMissing) lines.push(`  ${column}: ${values} missing, ${reason}`);
      for (const { row, before, after } of examples) lines.push(`    row ${row}: ${before} → ${after ?? 'missing'}`);
    }
    for (const { reason, examples } of dropped) {
      for (const { row, values } of examples) lines.push(`  row ${row} left out, ${reason}: ${JSON.stringify(values)}`);
    }
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const model = await learn();
  console.log(tell(model.cleaning));
  const { weights, intercepts } = model.linear!;
  console.log(`\nminutes = ${weights[0]!.toFixed(2)} · kilometres + ${intercepts[0]!.toFixed(2)}`);
  for (const distance of ['10 km', '6.2 miles', '10', 'round the corner']) {
    console.log(`${distance}: ${model.predictOne({ distance }).prediction.toFixed(1)} minutes`);
  }
}
