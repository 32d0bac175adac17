import { z } from 'zod';
import { missingOfColumn, refuseMissing } from '../../engine/imputers.ts';
import type { Program, Slot } from '../../engine/program.ts';
import { MomentsState } from '../../engine/states.ts';
import type { Feature } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import type { Selector } from '../selector.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';

const optionsSchema = z.strictObject({
  /** Which columns get an indicator: those with missing values in training (default), or all. */
  features: z.enum(['missingOnly', 'all']).default('missingOnly'),
  /** Whether a row is at fault that misses a value where training missed none (`missingOnly`). Default true. */
  errorOnNew: z.boolean().default(true),
});

export type MissingIndicatorOptions = z.input<typeof optionsSchema>;

/**
 * Puts columns `<name> is missing` of 0 and 1 in the place of columns of any type: those picked go, so it belongs into a
 * branch of its own beside an imputer, `columns(simpleImputer(), missingIndicator())`. Takes the columns named or
 * selected, by default all source columns and numbers; hands on the others as they are. As scikit-learn's
 * MissingIndicator.
 */
export function missingIndicator(...given: FactoryArguments<MissingIndicatorOptions>): Transformer {
  const { selector, options } = factoryArguments('missingIndicator', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'missingIndicator',
    async fit(stage) {
      const names = (selector ?? allThatCanMiss).select(stage.layout);
      const shares = new Map(names.map((name) => [name, new MomentsState()]));
      await stage.pass((program, layout) => {
        for (const feature of layout) {
          shares.get(feature.name)?.addTo(program, missingOf(program, feature), undefined);
        }
      });
      const all = options.features === 'all';
      const missed = names.filter((name) => all || shares.get(name)!.finish().mean > 0);
      const rest = names.filter((name) => !missed.includes(name));
      return fittedMissingIndicator(missed, rest, options.errorOnNew);
    },
  };
}

const allThatCanMiss: Selector = {
  description: 'all columns',
  select: (layout) =>
    layout.filter(({ kind }) => kind === 'column' || kind === 'numbers').map((feature) => feature.name),
};

/** 1 where the feature's value is missing, else 0. */
export function missingOf(program: Program, feature: Feature): Slot {
  return feature.kind === 'column' ? missingOfColumn(program, feature.slot) : program.missing(feature.slot);
}

export function indicatorName(column: string): string {
  return `${column} is missing`;
}

/** @param rest the columns that missed nothing in training */
export function fittedMissingIndicator(
  missed: readonly string[],
  rest: readonly string[],
  errorOnNew: boolean,
): FittedTransformer {
  const shown = new Set(missed);
  return {
    name: 'missingIndicator',
    compile: (program, layout) =>
      mapFeatures(layout, new Set([...missed, ...rest]), (feature) => {
        if (!shown.has(feature.name)) {
          if (errorOnNew) refuseMissing(program, missingOf(program, feature), feature.name);
          return [];
        }
        return { kind: 'numbers', name: indicatorName(feature.name), slot: missingOf(program, feature) };
      }),
    save: (): SavedPart => ({
      name: 'missingIndicator',
      state: { missed: [...missed], rest: [...rest], errorOnNew },
    }),
  };
}

const stateSchema = z.strictObject({
  missed: z.array(z.string()),
  rest: z.array(z.string()),
  errorOnNew: z.boolean(),
});

export function loadMissingIndicator(part: SavedPartReader): FittedTransformer {
  const { missed, rest, errorOnNew } = part.state(stateSchema);
  return fittedMissingIndicator(missed, rest, errorOnNew);
}
