import { type BinEdges, bin, codesAsNumbers } from '../../engine/numeric-features.ts';
import type { Program } from '../../engine/program.ts';
import type { Feature } from '../../matrix/layout.ts';
import { numbersOf } from '../numbers.ts';

/** A number column as the bins its numbers fall into. */
export interface BinnedColumn extends BinEdges {
  readonly column: string;
  /** The bins' names, in order. */
  readonly labels: readonly string[];
}

/** The bins as an indicator each, or as one number: 0 for the first. */
export function binned(
  program: Program,
  feature: Feature,
  column: BinnedColumn,
  encode: 'onehot' | 'ordinal',
  step: string,
): Feature {
  const { edges, hasOuter, rightClosed, includeEnds, labels } = column;
  const numbers = numbersOf(program, feature, step);
  const codes = bin(program, numbers, { edges, hasOuter, rightClosed, includeEnds });
  if (encode === 'onehot') return { kind: 'codes', name: feature.name, slot: codes, categories: labels };
  return { kind: 'numbers', name: feature.name, slot: codesAsNumbers(program, codes) };
}

/** The bins as intervals: `[1, 2)`. Edges are shown to six digits, or to more where those do not tell them apart. */
export function intervalNames(edges: ArrayLike<number>, rightClosed: boolean): string[] {
  const all = Array.from(edges);
  const texts =
    [6, 9, 12, 17].map((digits) => all.map((edge) => shown(edge, digits))).find(isDistinct) ?? all.map(String);
  return texts.slice(1).map((high, i) => (rightClosed ? `(${texts[i]}, ${high}]` : `[${texts[i]}, ${high})`));
}

function shown(edge: number, digits: number): string {
  return Number.isFinite(edge) ? String(Number(edge.toPrecision(digits))) : edge < 0 ? '-∞' : '∞';
}

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
