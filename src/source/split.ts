import { MillraceError } from '../core/errors.ts';
import type { Source } from './source.ts';

export interface SplitOptions {
  readonly test?: number;
}

export interface Split {
  readonly train: Source;
  readonly test: Source;
}

export function splitReader(_source: Source, _options: SplitOptions): Promise<Split> {
  throw new MillraceError('INTERNAL', 'split is being built');
}
