import { z } from 'zod';
import { parseSelectionOnly } from './arguments.ts';
import type { SavedPart, SavedPartReader } from './saved-part.ts';
import type { Selection } from './selector.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

/** Hands on the picked features as they are and drops the others: `columns(…, keep(['hour', 'distance']))`. */
export function keep(selection: Selection): Transformer {
  const selector = parseSelectionOnly('keep', selection);
  return {
    kind: 'transformer',
    name: 'keep',
    fit: async (stage) => fittedKeep(selector.select(stage.layout)),
  };
}

export function fittedKeep(names: readonly string[]): FittedTransformer {
  const wanted = new Set(names);
  return {
    name: 'keep',
    selects: true,
    compile: (_program, layout) => layout.filter((feature) => wanted.has(feature.name)),
    save: (): SavedPart => ({ name: 'keep', state: { columns: [...names] } }),
  };
}

export function loadKeep(part: SavedPartReader): FittedTransformer {
  return fittedKeep(part.state(z.strictObject({ columns: z.array(z.string()) })).columns);
}
