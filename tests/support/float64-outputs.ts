import { Column } from '../../src/engine/column.ts';
import { Program } from '../../src/engine/program.ts';
import type { FittedTransformer } from '../../src/index.ts';
import type { Layout } from '../../src/matrix/layout.ts';
import type { Table } from './golden-tables.ts';

/** What a fitted transformer makes of number columns, one list a feature: float64, null where missing; or codes. */
export async function outputsOf(model: FittedTransformer, table: Table) {
  const program = new Program();
  const names = Object.keys(table);
  const layout: Layout = names.map((name) => ({
    kind: 'column',
    name,
    type: 'float64',
    role: 'numeric',
    slot: program.input(),
  }));
  const features = model.compile(program, layout);
  const made = features.map((feature) =>
    feature.kind === 'column' ? program.numbers(feature.slot, feature.name) : feature.slot,
  );
  const columns = names.map((name) =>
    Column.fromNumbers(Float64Array.from(table[name]!, (value) => (value === null ? Number.NaN : Number(value)))),
  );
  const { values, problems } = await program.run(columns, table[names[0]!]!.length, true, made, {});
  return { features, values, problems };
}

/** The same as rows, null where missing. */
export async function rowsOf(model: FittedTransformer, table: Table): Promise<(number | null)[][]> {
  const { values } = await outputsOf(model, table);
  return Array.from({ length: values[0]!.length }, (_, row) =>
    values.map((column) => (Number.isNaN(column[row]!) ? null : column[row]!)),
  );
}
