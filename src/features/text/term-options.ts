import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { TermOptions } from '../../engine/text.ts';
import type { Feature, Layout } from '../../matrix/layout.ts';
import type { Selector } from '../selector.ts';

/** How every vectorizer makes terms of text. */
export const analyzerOptions = {
  /** Lower case first, as Python's str.lower. Default true. */
  lowercase: z.boolean().default(true),
  /** Shortest and longest run of tokens that counts as a term. Default [1, 1]. */
  ngramRange: z.tuple([z.int().min(1), z.int().min(1)]).default([1, 1]),
  /** Words that do not count: scikit-learn's 318 English ones, or a list. Default none. */
  stopWords: z.union([z.literal('english'), z.array(z.string())]).default([]),
  /** A term counts once a document, however often it stands there. Default false. */
  binary: z.boolean().default(false),
};

/** A share of the documents up to 1, a number of documents when whole and 1 or more; what 1 is, the option says. */
const frequency = z.union([z.number().min(0).max(1), z.int().min(1), z.strictObject({ count: z.int().min(0) })]);

/** Which terms those with a vocabulary keep. */
export const vocabularyOptions = {
  /**
   * Terms in fewer documents are left out. Below 1 it is a share of the documents, from 1 on a number of them;
   * `{ count: n }` is a number whatever n. Default 1 document.
   */
  minDf: frequency.default(1),
  /** Terms in more documents are left out. As minDf, but 1 is a share: all documents. Default 1. */
  maxDf: frequency.default(1),
  /** Keep this many terms, those with the highest total count; in the most documents if `binary`. Default all. */
  maxFeatures: z.int().min(1).optional(),
};

type AnalyzerOptions = z.output<z.ZodObject<typeof analyzerOptions>>;
type VocabularyOptions = z.output<z.ZodObject<typeof vocabularyOptions>>;

/** @throws MillraceError OPTION_INVALID */
export function checkAnalyzer(step: string, { ngramRange }: AnalyzerOptions): void {
  if (ngramRange[0] <= ngramRange[1]) return;
  throw new MillraceError('OPTION_INVALID', `${step}: ngramRange begins above its end`, {
    value: ngramRange,
    remedy: 'give [shortest, longest]',
  });
}

export function termOptions({ lowercase, ngramRange, stopWords }: AnalyzerOptions): TermOptions {
  return { lowercase, ngramMin: ngramRange[0], ngramMax: ngramRange[1], stopWords };
}

/** The least and most documents that a kept term stands in. @throws MillraceError OPTION_INVALID */
export function frequencyLimits(
  step: string,
  { minDf, maxDf }: VocabularyOptions,
  documents: number,
): { min: number; max: number } {
  const documentsOf = (limit: number | { count: number }, isShare: (limit: number) => boolean) => {
    if (typeof limit === 'object') return limit.count;
    return isShare(limit) ? limit * documents : limit;
  };
  const min = documentsOf(minDf, (limit) => limit < 1);
  const max = documentsOf(maxDf, (limit) => limit <= 1);
  if (max >= min) return { min, max };
  throw new MillraceError('OPTION_INVALID', `${step}: maxDf (${max} documents) is below minDf (${min})`, {
    value: maxDf,
    remedy: 'give a share of the documents, such as 0.5, or a number of documents',
  });
}

/** The columns selected, by default those of role text. @throws MillraceError COLUMN_MISSING */
export function textColumns(step: string, layout: Layout, selector: Selector | undefined): readonly string[] {
  const names =
    selector?.select(layout) ??
    layout.filter((feature) => feature.kind === 'column' && feature.role === 'text').map((feature) => feature.name);
  if (names.length > 0) return names;
  throw new MillraceError('COLUMN_MISSING', `${step} finds no text column`, {
    remedy: `name the column: ${step}('text')`,
  });
}

/** @throws MillraceError COLUMN_TYPE */
export function textSlot(step: string, feature: Feature): number {
  if (feature.kind === 'column' && feature.type === 'utf8') return feature.slot;
  throw new MillraceError('COLUMN_TYPE', `${step} takes text, and column '${feature.name}' is none`, {
    column: feature.name,
    remedy: 'name a text column',
  });
}
