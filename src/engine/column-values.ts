import type { Column } from './column.ts';
import type { RunOptions } from './job.ts';
import { Program } from './program.ts';
import type { CategoriesHandle } from './states.ts';

/** A column's values as float64, NaN where missing. @throws MillraceError VALUE_INFINITE, VALUE_INVALID */
export async function numbersOfColumn(column: Column, name: string, options: RunOptions): Promise<Float64Array> {
  const program = new Program();
  const numbers = program.numbers(program.input(), name);
  const { values } = await program.run([column], column.length, false, [numbers], options);
  return values[0] as Float64Array;
}

/** The index of each value among the categories; −1 where missing, −2 where it is none of them. */
export async function encodeColumn(
  column: Column,
  categories: CategoriesHandle,
  options: RunOptions,
): Promise<Int32Array> {
  const program = new Program();
  const codes = program.encode(program.input(), categories);
  const { values } = await program.run([column], column.length, false, [codes], options);
  return values[0] as Int32Array;
}
