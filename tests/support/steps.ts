import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Row, RowStep, ScoreFunction, Transformer } from '../../src/index.ts';
import * as millrace from '../../src/index.ts';

const {
  binner,
  byRole,
  calendarFeatures,
  chi2,
  clip,
  columns,
  correlationFilter,
  decisionTreeClassifier,
  derive,
  dropDuplicates,
  dropMissingTarget,
  dropOutliers,
  dropRows,
  fClassif,
  foldCase,
  foldUnicode,
  fRegression,
  frequencyEncoder,
  countVectorizer,
  hashingEncoder,
  hashingVectorizer,
  histGradientBoostingClassifier,
  kBinsDiscretizer,
  keep,
  keepRows,
  keyAggregates,
  knnImputer,
  linearDiscriminantAnalysis,
  log1pTransformer,
  logisticRegression,
  maxAbsScaler,
  mergeCategories,
  minMaxScaler,
  missingIndicator,
  missingSpellings,
  mutualInfoClassif,
  mutualInfoRegression,
  normalizer,
  oneHotEncoder,
  ordinalEncoder,
  parseDates,
  parseNumbers,
  parseUnits,
  pca,
  pipeline,
  polynomialFeatures,
  powerTransformer,
  quantileTransformer,
  randomOverSampler,
  randomUnderSampler,
  rareCategories,
  rfe,
  ridge,
  robustScaler,
  selectFromModel,
  selectKBest,
  selectPercentile,
  simpleImputer,
  smote,
  splineTransformer,
  standardScaler,
  targetEncoder,
  tfidfVectorizer,
  trimText,
  truncatedSvd,
  varianceThreshold,
  winsorise,
} = millrace;

/** What a step learns from, beside its columns. */
export type Target = 'label' | 'y' | undefined;

/** One way to use a step, as tests of all steps do. */
export interface StepCase {
  readonly how: string;
  readonly build: () => Transformer;
  readonly target?: Target;
  /**
   * The largest relative difference where rows come in another order or in parts: 0 (default) for counts, extrema,
   * vocabularies and draws; 1e-12 for moments; more for what is computed of moments, with the reason beside it.
   */
  readonly relative?: number;
  /** The same of numbers near 0, as differences of larger ones are. Default 0. */
  readonly absolute?: number;
  /** The same for rows in another order alone, where that differs. */
  readonly inOtherOrder?: { readonly relative: number; readonly absolute: number };
  /** Rows to fit on: fewer where a fit reads them often. */
  readonly rows?: number;
}

export interface RowStepCase {
  readonly how: string;
  readonly build: () => RowStep;
  readonly relative?: number;
}

export const STEP_ROLES = { note: 'text', city: 'categorical', grade: 'categorical', raw: 'categorical' } as const;
export const STEP_TYPES = { when: 'timestamp_us', size: 'float64', count: 'float64' } as const;

/** Rows that every step has something to do with: numbers with gaps, categories, dates, text, classes. */
export function stepRows(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const noise = ((i * 7919) % 10_007) / 10_007;
    const label = ['low', 'middle', 'high'][((i * 5 + Math.floor(3 * noise)) % 7) % 3]!;
    const size = 2 + noise + (label === 'high' ? 0.6 : 0) + (((i * 131) % 997) / 997) * 3;
    return {
      amount: i % 13 === 0 ? null : 1000 + noise * 1430,
      count: (i * 31) % 17,
      size,
      other: ((i * 613) % 1009) / 1009 + (label === 'low' ? 0.5 : 0) + size / 9,
      city: i % 29 === 0 ? null : `city ${(i * i) % 23}`,
      grade: ['a', 'b', 'c'][(Math.floor(700 * noise) % 7) % 3]!,
      note: `word${(i * 7) % 101} word${i % 11} ${i % 5 === 0 ? 'often' : 'rarely said'}`,
      raw: `${[' 3 km', '4.5 km', '12', 'n/a', 'Étude'][(i * 3) % 5]}`,
      when: new Date(Date.UTC(2001, 0, 1 + ((i * 37) % 700), i % 24)),
      label,
      y: size * 3 + noise * 2 + ((i * 31) % 17) / 10,
    };
  });
}

const numbers = ['count', 'size', 'other'];
const gaps = ['amount', 'count'];
const mixed = () => columns(keep(numbers), oneHotEncoder('grade'));
const fewer = { rows: 1_009 };
const terms = () => columns(keep(numbers), tfidfVectorizer('note', { minDf: 30 }));
const scoredBy = (scoreFunc: ScoreFunction, target: Target, more: Partial<StepCase> = {}): StepCase[] => [
  { how: 'selectKBest', build: () => pipeline(mixed(), selectKBest({ scoreFunc, k: 3 })), target, ...more },
];

/** F and χ² are quotients of differences of moments: they keep fewer digits than those. */
const quotients = { relative: 1e-11, absolute: 1e-12 };
/** Entries of a vector of length 1 stand beside larger ones, and gaps between eigenvalues divide their errors. */
const eigenvectors = { relative: 1e-11, absolute: 1e-12 };
/** Boosting rounds gradients at random by the row's place: other draws, about the same importances. */
const drawn = { inOtherOrder: { relative: 0, absolute: 0.05 } };
/** A solver stops at a gradient, not at the last digit. */
const solved = { relative: 1e-6 };

/** Every transformer that is exported, and every function that scores columns. */
export const TRANSFORMERS: Readonly<Record<string, readonly StepCase[]>> = {
  calendarFeatures: [{ how: 'cyclic', build: () => calendarFeatures('when', { cyclic: true }) }],
  keep: [{ how: 'a column', build: () => keep(['amount']) }],
  simpleImputer: [
    { how: 'the mean', build: () => simpleImputer(['amount'], { strategy: 'mean' }), relative: 1e-12 },
    { how: 'the median', build: () => simpleImputer(gaps, { strategy: 'median', addIndicator: true }) },
    { how: 'the most frequent number', build: () => simpleImputer('amount', { strategy: 'mostFrequent' }) },
    { how: 'the most frequent text', build: () => simpleImputer('city', { strategy: 'mostFrequent' }) },
    { how: 'a constant', build: () => simpleImputer(gaps, { strategy: 'constant', fillValue: 7 }) },
  ],
  missingIndicator: [{ how: 'numbers', build: () => missingIndicator(['amount', 'count']) }],
  knnImputer: [{ how: 'a sample', build: () => knnImputer(['amount', 'count', 'size'], { maxRows: 500 }) }],
  standardScaler: [
    { how: 'numbers', build: () => standardScaler(gaps), relative: 1e-12 },
    {
      how: 'sparse',
      build: () => pipeline(tfidfVectorizer('note', { minDf: 30 }), standardScaler({ withMean: false })),
      relative: 1e-12,
    },
  ],
  minMaxScaler: [{ how: 'numbers', build: () => minMaxScaler(gaps) }],
  maxAbsScaler: [
    { how: 'numbers', build: () => maxAbsScaler(gaps) },
    { how: 'sparse', build: () => pipeline(tfidfVectorizer('note', { minDf: 30 }), maxAbsScaler(byRole('text'))) },
  ],
  robustScaler: [{ how: 'numbers', build: () => robustScaler(gaps) }],
  quantileTransformer: [
    { how: 'a sample', build: () => quantileTransformer(gaps, { nQuantiles: 300, subsample: 900 }) },
  ],
  log1pTransformer: [{ how: 'numbers', build: () => log1pTransformer(gaps) }],
  normalizer: [{ how: 'numbers', build: () => normalizer(numbers) }],
  powerTransformer: [{ how: 'yeo-johnson', build: () => powerTransformer(['size', 'other']), relative: 1e-9 }],
  polynomialFeatures: [{ how: 'numbers', build: () => polynomialFeatures(numbers) }],
  kBinsDiscretizer: [
    { how: 'quantile', build: () => kBinsDiscretizer(gaps, { strategy: 'quantile' }) },
    { how: 'uniform', build: () => kBinsDiscretizer(gaps, { strategy: 'uniform' }) },
  ],
  binner: [{ how: 'numbers', build: () => binner('amount', { edges: [1000, 1500, 2000, 3000] }) }],
  splineTransformer: [{ how: 'quantile', build: () => splineTransformer(['size'], { knots: 'quantile' }) }],
  oneHotEncoder: [{ how: 'categories and numbers', build: () => oneHotEncoder(['city', 'count']) }],
  ordinalEncoder: [{ how: 'categories', build: () => ordinalEncoder(['city', 'grade']) }],
  frequencyEncoder: [{ how: 'categories', build: () => frequencyEncoder(['city', 'grade']) }],
  hashingEncoder: [{ how: 'categories', build: () => hashingEncoder(['city'], { nFeatures: 16 }) }],
  targetEncoder: [
    { how: 'classes', build: () => targetEncoder(['city']), target: 'label' },
    { how: 'a number', build: () => targetEncoder(['city']), target: 'y', relative: 1e-12 },
  ],
  rareCategories: [{ how: 'categories', build: () => rareCategories(['city'], { minFrequency: 200 }) }],
  keyAggregates: [
    {
      how: 'counts and means',
      build: () => keyAggregates({ key: ['city', 'count'], aggregates: { n: 'count', mean: { mean: 'amount' } } }),
    },
  ],
  countVectorizer: [
    { how: 'words', build: () => countVectorizer('note', { minDf: 3, binary: true, maxFeatures: 50 }) },
  ],
  hashingVectorizer: [{ how: 'words', build: () => hashingVectorizer('note', { nFeatures: 64 }) }],
  tfidfVectorizer: [
    { how: 'words', build: () => tfidfVectorizer('note', { minDf: 3, maxFeatures: 50, ngramRange: [1, 2] }) },
  ],
  varianceThreshold: [
    { how: 'mixed', build: () => pipeline(mixed(), varianceThreshold({ threshold: 0.1 })), relative: 1e-12 },
    { how: 'sparse', build: () => pipeline(terms(), varianceThreshold({ threshold: 0.001 })), relative: 1e-12 },
  ],
  correlationFilter: [
    { how: 'mixed', build: () => pipeline(mixed(), correlationFilter({ threshold: 0.4 })), ...quotients },
  ],
  selectKBest: [{ how: 'terms', build: () => pipeline(terms(), selectKBest({ k: 3 })), target: 'label', ...quotients }],
  selectPercentile: [
    {
      how: 'mixed',
      build: () => pipeline(mixed(), selectPercentile({ percentile: 50 })),
      target: 'label',
      ...quotients,
    },
  ],
  fClassif: scoredBy(fClassif(), 'label', quotients),
  fRegression: scoredBy(fRegression(), 'y', quotients),
  chi2: scoredBy(chi2(), 'label', quotients),
  mutualInfoClassif: scoredBy(mutualInfoClassif({ maxSamples: 400 }), 'label'),
  mutualInfoRegression: scoredBy(mutualInfoRegression({ maxSamples: 400 }), 'y'),
  selectFromModel: [
    { how: 'weights', build: () => pipeline(terms(), selectFromModel(ridge())), target: 'y', ...solved },
    {
      how: 'classes',
      build: () => pipeline(mixed(), selectFromModel(logisticRegression())),
      target: 'label',
      ...solved,
    },
    {
      how: 'boosted trees, histograms of integers',
      build: () => pipeline(terms(), selectFromModel(histGradientBoostingClassifier({ maxIter: 5 }))),
      target: 'label',
      ...drawn,
      ...fewer,
    },
  ],
  rfe: [
    {
      how: 'weights',
      build: () => pipeline(mixed(), rfe(ridge(), { nFeaturesToSelect: 3 })),
      target: 'y',
      ...solved,
      ...fewer,
    },
    {
      how: 'a tree',
      build: () => pipeline(mixed(), rfe(decisionTreeClassifier({ maxDepth: 4 }), { nFeaturesToSelect: 2 })),
      target: 'label',
      ...fewer,
    },
  ],
  pca: [
    { how: 'full', build: () => pipeline(mixed(), pca({ nComponents: 3, whiten: true })), ...eigenvectors },
    {
      how: 'randomized',
      build: () => pipeline(terms(), pca({ nComponents: 3, svdSolver: 'randomized' })),
      ...eigenvectors,
    },
  ],
  truncatedSvd: [
    { how: 'dense', build: () => pipeline(mixed(), truncatedSvd({ nComponents: 3 })), ...eigenvectors },
    { how: 'sparse', build: () => pipeline(terms(), truncatedSvd({ nComponents: 3 })), ...eigenvectors },
  ],
  linearDiscriminantAnalysis: [
    {
      how: 'mixed',
      build: () => pipeline(columns(keep(numbers)), linearDiscriminantAnalysis()),
      target: 'label',
      ...eigenvectors,
    },
  ],
};

/** Every step on rows that is exported. */
export const ROW_STEPS: Readonly<Record<string, readonly RowStepCase[]>> = {
  parseUnits: [{ how: 'lengths', build: () => parseUnits('raw', { unit: 'km' }) }],
  parseNumbers: [{ how: 'text', build: () => parseNumbers('raw') }],
  parseDates: [{ how: 'text', build: () => parseDates('raw') }],
  trimText: [{ how: 'text', build: () => trimText('raw') }],
  foldCase: [{ how: 'text', build: () => foldCase('raw') }],
  foldUnicode: [{ how: 'text', build: () => foldUnicode('raw', { accents: 'strip' }) }],
  missingSpellings: [{ how: 'text', build: () => missingSpellings('raw') }],
  mergeCategories: [{ how: 'a map', build: () => mergeCategories('grade', { map: { ab: ['a', 'b'] } }) }],
  clip: [{ how: 'numbers', build: () => clip('amount', { low: 1200, high: 2000 }) }],
  winsorise: [
    { how: 'quantiles', build: () => winsorise(['amount', 'size'], { method: 'quantile' }) },
    { how: 'fences', build: () => winsorise(['amount', 'size'], { factor: 0.2 }) },
    { how: 'moments', build: () => winsorise('amount', { method: 'zScore', factor: 1 }), relative: 1e-12 },
  ],
  derive: [{ how: 'a column', build: () => derive((c) => ({ double: c.column('size').mul(2) })) }],
  dropDuplicates: [
    { how: 'of a key, none stays', build: () => dropDuplicates(['count', 'city', 'when'], { keep: 'none' }) },
    { how: 'whole rows', build: () => dropDuplicates() },
  ],
  dropMissingTarget: [{ how: 'rows', build: () => dropMissingTarget() }],
  dropOutliers: [
    { how: 'fences', build: () => dropOutliers(['amount', 'size'], { factor: 0.2 }) },
    { how: 'moments', build: () => dropOutliers(['amount', 'size'], { method: 'zScore', factor: 1.5 }) },
  ],
  randomUnderSampler: [{ how: 'classes', build: () => randomUnderSampler() }],
  randomOverSampler: [{ how: 'classes', build: () => randomOverSampler() }],
  smote: [{ how: 'classes', build: () => smote({ kNeighbors: 3 }) }],
  dropRows: [{ how: 'a rule', build: () => dropRows('count > 14') }],
  keepRows: [{ how: 'a rule', build: () => keepRows('size < 5') }],
};

/** What `src/index.ts` exports from features and cleaning beside steps. */
const NO_STEPS = ['byName', 'byPattern', 'byRole', 'byType', 'MISSING_SPELLINGS'];

/** The steps that `src/index.ts` exports, by the folder that they come from. */
export function exportedSteps(folder: 'features' | 'clean'): string[] {
  const index = readFileSync(path.join(import.meta.dirname, '..', '..', 'src', 'index.ts'), 'utf8');
  const names: string[] = [];
  for (const [, list, from] of index.matchAll(/^export \{([^}]*)\} from '\.\/([^']+)'/gm)) {
    if (!from!.startsWith(`${folder}/`)) continue;
    for (const entry of list!.split(',')) {
      const name = entry.trim();
      if (name !== '' && !name.startsWith('type ') && !NO_STEPS.includes(name)) names.push(name);
    }
  }
  const unknown = names.find((name) => typeof (millrace as Record<string, unknown>)[name] !== 'function');
  if (unknown !== undefined) throw new Error(`${unknown} is exported and is no step: say so in NO_STEPS`);
  return names.sort();
}
