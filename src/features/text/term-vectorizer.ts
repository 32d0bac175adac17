import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json.ts';
import { TermCounter, tfidfMatrix, Vocabulary } from '../../engine/text.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import type { Selector } from '../selector.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Transformer } from '../transformer.ts';
import {
  analyzerOptions,
  checkAnalyzer,
  frequencyLimits,
  termOptions,
  textColumns,
  textSlot,
  vocabularyOptions,
} from './term-options.ts';

/** All that vectorizers with a vocabulary can be told; a factory may offer less. */
export const termVectorizerOptions = {
  ...analyzerOptions,
  ...vocabularyOptions,
  /** Weight terms by inverse document frequency. Default true. */
  useIdf: z.boolean().default(true),
  /** Compute frequencies as if one more document held every term. Default true. */
  smoothIdf: z.boolean().default(true),
  /** 1 + ln(count) instead of the count. Default false. */
  sublinearTf: z.boolean().default(false),
  /** What each row is scaled to length 1 by. Default l2. */
  norm: z.enum(['l1', 'l2', 'none']).default('l2'),
};

const optionsSchema = z.strictObject(termVectorizerOptions);
type Options = z.output<typeof optionsSchema>;
type Name = 'tfidfVectorizer' | 'countVectorizer';

/** Learns the vocabulary of each text column, and weighs its terms. */
export function termVectorizer(name: Name, selector: Selector | undefined, options: Options): Transformer {
  checkAnalyzer(name, options);
  return {
    kind: 'transformer',
    name,
    async fit(stage) {
      const columns = textColumns(name, stage.layout, selector);
      const fitted = await stage.together(
        columns.map((column) => () => fitColumn(name, stage, column, options, false)),
      );
      return fittedTermVectorizer(
        name,
        fitted.map((one) => one.column),
      );
    },
    fitKeeping(stage) {
      const columns = textColumns(name, stage.layout, selector);
      if (columns.length !== 1 || stage.layout.length !== 1) return undefined;
      return fitColumn(name, stage, columns[0]!, options, true).then(async ({ column, matrix }) => {
        await tfidfMatrix(matrix!, options.useIdf ? column.idf : undefined, options, stage.run);
        return { fitted: fittedTermVectorizer(name, [column]), matrix: matrix! };
      });
    },
  };
}

/** One column's vocabulary and weights. */
interface FittedTerms {
  readonly column: string;
  readonly vocabulary: Vocabulary;
  /** float64[terms] */
  readonly idf: Float64Array;
  readonly options: Options;
}

async function fitColumn(name: Name, stage: Stage, column: string, options: Options, keep: boolean) {
  const { binary, maxFeatures, smoothIdf } = options;
  const counter = new TermCounter(termOptions(options), keep);
  await stage.pass((program, layout) => {
    counter.addTo(program, textSlot(name, layout.find((feature) => feature.name === column)!), column);
  });
  const counts = await counter.finish(
    (documents) => frequencyLimits(name, options, documents),
    { ...(maxFeatures !== undefined && { maxFeatures }), byDocuments: binary },
    stage.run,
  );
  if (counts.vocabulary.size === 0) {
    throw new MillraceError('COLUMN_EMPTY', `column '${column}' leaves no terms`, {
      column,
      remedy: 'check that it holds text, and loosen minDf, maxDf and stopWords',
    });
  }
  return {
    column: { column, vocabulary: counts.vocabulary, idf: counts.idf(smoothIdf), options } satisfies FittedTerms,
    matrix: counts.matrix,
  };
}

function fittedTermVectorizer(
  name: Name,
  fitted: readonly FittedTerms[],
): FittedTransformer & { readonly terms: readonly FittedTerms[] } {
  const byColumn = new Map(fitted.map((one) => [one.column, one]));
  return {
    name,
    terms: fitted,
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { vocabulary, idf, options } = byColumn.get(feature.name)!;
        const text = textSlot(name, feature);
        const slot = vocabulary.weigh(program, text, feature.name, termOptions(options), idf, options);
        const nameOf = (index: number) => vocabulary.term(index);
        return { kind: 'sparse', name: feature.name, slot, width: vocabulary.size, nameOf };
      }),
    save: (): SavedPart => ({
      name,
      state: {},
      parts: fitted.map(({ column, vocabulary, idf, options }) => ({
        name: 'terms',
        state: { column, options: JSON.parse(JSON.stringify(options)) as JsonValue },
        arrays: { ...vocabulary.buffers(), idf },
      })),
    }),
  };
}

export function loadTermVectorizer(name: Name): (part: SavedPartReader) => FittedTransformer {
  return (part) =>
    fittedTermVectorizer(
      name,
      part.parts.map((terms) => {
        const { column, options } = terms.state(z.strictObject({ column: z.string(), options: optionsSchema }));
        const vocabulary = Vocabulary.from(terms.int64('offsets'), terms.uint8('bytes'));
        return { column, options, vocabulary, idf: terms.float64('idf', vocabulary.size) };
      }),
    );
}
