import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { hashCategories } from '../../engine/encoders.ts';
import type { Layout } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { categoriesByDefault, categorySlot } from '../category-columns.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import type { FittedTransformer, Transformer } from '../transformer.ts';

const optionsSchema = z.strictObject({
  /** Columns that categories are hashed into. Few make categories meet. Default 1,048,576. */
  nFeatures: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .default(2 ** 20),
  /** Add −1 for half of the categories, so that those that meet cancel out on average. Default true. */
  alternateSign: z.boolean().default(true),
  /** What a missing value is: the text `column=(missing)` (default), or nothing. */
  missing: z.enum(['category', 'ignore']).default('category'),
});

export type HashingEncoderOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Categories of any number, all columns together, into `nFeatures` sparse columns by the hash of the text
 * `column=value` (MurmurHash3, seed 0). Learns nothing and holds nothing, so new categories are as good as known ones;
 * what a column of the output holds can't be told. Numbers are hashed as they are written, `zip=8048`, booleans as
 * `true` and `false`. Takes the columns named or selected, by default those of role categorical or boolean; hands on
 * the others as they are. As scikit-learn's FeatureHasher on such texts (`input_type='string'`).
 *
 * Fitting throws COLUMN_TYPE for a column of dates or one that a step has made numbers of, and COLUMN_MISSING when
 * there is none to hash.
 */
export function hashingEncoder(...given: FactoryArguments<HashingEncoderOptions>): Transformer {
  const { selector, options } = factoryArguments('hashingEncoder', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'hashingEncoder',
    fit: async (stage) => {
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      if (names.length === 0) {
        throw new MillraceError('COLUMN_MISSING', 'hashingEncoder finds no column of categories', {
          remedy: "name the columns: hashingEncoder(['city', 'product'])",
        });
      }
      for (const name of names) refuseDates(stage.layout, name);
      return fittedHashingEncoder(names, options);
    },
  };
}

function refuseDates(layout: Layout, name: string): void {
  const feature = layout.find((one) => one.name === name)!;
  if (feature.kind !== 'column' || (feature.type !== 'date32' && feature.type !== 'timestamp_us')) return;
  throw new MillraceError('COLUMN_TYPE', `hashingEncoder takes no dates, and column '${name}' holds them`, {
    column: name,
    remedy: 'derive calendar parts from it (month, dayOfWeek)',
  });
}

export function fittedHashingEncoder(columns: readonly string[], options: Options): FittedTransformer {
  const { nFeatures, alternateSign, missing } = options;
  const picked = new Set(columns);
  const name = `hash of ${columns.join(', ')}`;
  return {
    name: 'hashingEncoder',
    compile: (program, layout) => {
      const features = layout.filter((feature) => picked.has(feature.name));
      if (features.length < columns.length) return layout; // nothing reads them
      const slots = features.map((feature) => categorySlot(feature, 'hashingEncoder'));
      const slot = hashCategories(program, slots, {
        names: features.map((feature) => feature.name),
        columnCount: nFeatures,
        alternateSign,
        missing: missing === 'category' ? '(missing)' : undefined,
      });
      const nameOf = (index: number) => `${name} #${index}`;
      const hashed = { kind: 'sparse', name, slot, width: nFeatures, nameOf } as const;
      // In the place of the first of them.
      const first = layout.findIndex((feature) => picked.has(feature.name));
      return layout.flatMap((feature, i) => (i === first ? [hashed] : picked.has(feature.name) ? [] : [feature]));
    },
    save: (): SavedPart => ({
      name: 'hashingEncoder',
      state: { columns: [...columns], options: { nFeatures, alternateSign, missing } },
    }),
  };
}

export function loadHashingEncoder(part: SavedPartReader): FittedTransformer {
  const { columns, options } = part.state(
    z.strictObject({ columns: z.array(z.string()).min(1), options: optionsSchema }),
  );
  return fittedHashingEncoder(columns, options);
}
