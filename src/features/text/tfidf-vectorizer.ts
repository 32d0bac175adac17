import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json.ts';
import { TermCounter, type TermOptions, tfidfMatrix, Vocabulary } from '../../engine/text.ts';
import type { Feature, Layout } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import type { Selector } from '../selector.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Transformer } from '../transformer.ts';

/** A share of the documents up to 1, a number of documents when whole and 1 or more; what 1 is, the option says. */
const frequency = z.union([z.number().min(0).max(1), z.int().min(1), z.strictObject({ count: z.int().min(0) })]);

const tfidfOptions = z.strictObject({
  /** Lower case first, as Python's str.lower. Default true. */
  lowercase: z.boolean().default(true),
  /** Shortest and longest run of tokens that counts as a term. Default [1, 1]. */
  ngramRange: z.tuple([z.int().min(1), z.int().min(1)]).default([1, 1]),
  /**
   * Terms in fewer documents are left out. Below 1 it is a share of the documents, from 1 on a number of them;
   * `{ count: n }` is a number whatever n. Default 1 document.
   */
  minDf: frequency.default(1),
  /** Terms in more documents are left out. As minDf, but 1 is a share: all documents. Default 1. */
  maxDf: frequency.default(1),
  /** Keep this many terms, those with the highest total count. Default all. */
  maxFeatures: z.int().min(1).optional(),
  /** Words that do not count: scikit-learn's 318 English ones, or a list. Default none. */
  stopWords: z.union([z.literal('english'), z.array(z.string())]).default([]),
  /** Weight terms by inverse document frequency. Default true. */
  useIdf: z.boolean().default(true),
  /** Compute frequencies as if one more document held every term. Default true. */
  smoothIdf: z.boolean().default(true),
  /** 1 + ln(count) instead of the count. Default false. */
  sublinearTf: z.boolean().default(false),
  /** What each row is scaled to length 1 by. Default l2. */
  norm: z.enum(['l1', 'l2', 'none']).default('l2'),
});

export type TfidfVectorizerOptions = z.input<typeof tfidfOptions>;
type Options = z.output<typeof tfidfOptions>;

/**
 * Text to weighted term counts: tf · idf, each row scaled to length 1. Tokens are two or more word characters (Unicode
 * 14 letters and digits, and the underscore), exactly as scikit-learn's TfidfVectorizer with its word analyzer; the
 * vocabulary ascends by code point. Missing text is an empty document.
 *
 * Takes the text columns named, by default those of role text; hands on other columns as they are.
 *
 * Fitting throws COLUMN_TYPE for a column that is no text, COLUMN_MISSING when there is no text column, and
 * COLUMN_EMPTY when no term is left.
 */
export function tfidfVectorizer(...given: FactoryArguments<TfidfVectorizerOptions>): Transformer {
  const { selector, options } = factoryArguments('tfidfVectorizer', tfidfOptions, given);
  if (options.ngramRange[0] > options.ngramRange[1]) {
    throw new MillraceError('OPTION_INVALID', 'tfidfVectorizer: ngramRange begins above its end', {
      value: options.ngramRange,
      remedy: 'give [shortest, longest]',
    });
  }
  return {
    kind: 'transformer',
    name: 'tfidfVectorizer',
    async fit(stage) {
      const names = textColumns(stage.layout, selector);
      const fitted = await stage.together(names.map((name) => () => fitColumn(stage, name, options, false)));
      return fittedTfidfVectorizer(fitted.map((one) => one.column));
    },
    fitKeeping(stage) {
      const names = textColumns(stage.layout, selector);
      if (names.length !== 1 || stage.layout.length !== 1) return undefined;
      return fitColumn(stage, names[0]!, options, true).then(async ({ column, matrix }) => {
        await tfidfMatrix(matrix!, options.useIdf ? column.idf : undefined, options, stage.run);
        return { fitted: fittedTfidfVectorizer([column]), matrix: matrix! };
      });
    },
  };
}

function textColumns(layout: Layout, selector: Selector | undefined): readonly string[] {
  const names =
    selector?.select(layout) ??
    layout.filter((feature) => feature.kind === 'column' && feature.role === 'text').map((feature) => feature.name);
  if (names.length === 0) {
    throw new MillraceError('COLUMN_MISSING', 'tfidfVectorizer finds no text column', {
      remedy: "name the column: tfidfVectorizer('text')",
    });
  }
  return names;
}

/** One column's vocabulary and weights. */
export interface FittedTerms {
  readonly column: string;
  readonly vocabulary: Vocabulary;
  /** float64[terms] */
  readonly idf: Float64Array;
  readonly options: Options;
}

async function fitColumn(stage: Stage, column: string, options: Options, keep: boolean) {
  const counter = new TermCounter(termOptions(options), keep);
  await stage.pass((program, layout) => {
    counter.addTo(program, textSlot(layout.find((feature) => feature.name === column)!), column);
  });
  const counts = await counter.finish((documents) => limits(options, documents), options.maxFeatures ?? 0, stage.run);
  if (counts.vocabulary.size === 0) {
    throw new MillraceError('COLUMN_EMPTY', `column '${column}' leaves no terms`, {
      column,
      remedy: 'check that it holds text, and loosen minDf, maxDf and stopWords',
    });
  }
  return {
    column: {
      column,
      vocabulary: counts.vocabulary,
      idf: counts.idf(options.smoothIdf),
      options,
    } satisfies FittedTerms,
    matrix: counts.matrix,
  };
}

function limits({ minDf, maxDf }: Options, documents: number): { min: number; max: number } {
  const documentsOf = (limit: number | { count: number }, isShare: (limit: number) => boolean) => {
    if (typeof limit === 'object') return limit.count;
    return isShare(limit) ? limit * documents : limit;
  };
  const min = documentsOf(minDf, (limit) => limit < 1);
  const max = documentsOf(maxDf, (limit) => limit <= 1);
  if (max < min) {
    throw new MillraceError('OPTION_INVALID', `tfidfVectorizer: maxDf (${max} documents) is below minDf (${min})`, {
      value: maxDf,
      remedy: 'give a share of the documents, such as 0.5, or a number of documents',
    });
  }
  return { min, max };
}

function termOptions({ lowercase, ngramRange, stopWords }: Options): TermOptions {
  return { lowercase, ngramMin: ngramRange[0], ngramMax: ngramRange[1], stopWords };
}

function textSlot(feature: Feature): number {
  if (feature.kind === 'column' && feature.type === 'utf8') return feature.slot;
  throw new MillraceError('COLUMN_TYPE', `tfidfVectorizer takes text, and column '${feature.name}' is none`, {
    column: feature.name,
    remedy: 'name a text column',
  });
}

export function fittedTfidfVectorizer(fitted: readonly FittedTerms[]): FittedTransformer & {
  readonly terms: readonly FittedTerms[];
} {
  const byColumn = new Map(fitted.map((one) => [one.column, one]));
  return {
    name: 'tfidfVectorizer',
    terms: fitted,
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { vocabulary, idf, options } = byColumn.get(feature.name)!;
        const slot = vocabulary.weigh(program, textSlot(feature), feature.name, termOptions(options), idf, options);
        const nameOf = (index: number) => vocabulary.term(index);
        return { kind: 'sparse', name: feature.name, slot, width: vocabulary.size, nameOf };
      }),
    save: (): SavedPart => ({
      name: 'tfidfVectorizer',
      state: {},
      parts: fitted.map(({ column, vocabulary, idf, options }) => ({
        name: 'terms',
        state: { column, options: JSON.parse(JSON.stringify(options)) as JsonValue },
        arrays: { ...vocabulary.buffers(), idf },
      })),
    }),
  };
}

export function loadTfidfVectorizer(part: SavedPartReader): FittedTransformer {
  return fittedTfidfVectorizer(
    part.parts.map((terms) => {
      const { column, options } = terms.state(z.strictObject({ column: z.string(), options: tfidfOptions }));
      const vocabulary = Vocabulary.from(terms.int64('offsets'), terms.uint8('bytes'));
      return { column, options, vocabulary, idf: terms.float64('idf', vocabulary.size) };
    }),
  );
}
