import type { ReportData } from '../../src/report/report-data.ts';

/** Uniform numbers from 0 to 1, the same in every run (a linear congruential generator). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** The curves of real noise: scores are drawn for both classes, then swept. */
function curves(positives: number, negatives: number, distance: number, seed: number) {
  const draw = uniform(seed);
  const scored = [
    ...Array.from({ length: positives }, () => ({ score: normal(draw) + distance, positive: true })),
    ...Array.from({ length: negatives }, () => ({ score: normal(draw), positive: false })),
  ].sort((a, b) => b.score - a.score);
  const roc = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  const precisionRecall = [{ recall: 0, precision: 1 }];
  let found = 0;
  for (const [i, { positive }] of scored.entries()) {
    if (positive) found++;
    const wrong = i + 1 - found;
    roc.push({ falsePositiveRate: wrong / negatives, truePositiveRate: found / positives });
    precisionRecall.push({ recall: found / positives, precision: found / (i + 1) });
  }
  const thin = <T>(points: T[]) => points.filter((_, i) => i % 4 === 0 || i === points.length - 1 || i < 60);
  const calibration = Array.from({ length: 10 }, (_, i) => ({
    predicted: 0.05 + i / 10,
    observed: Math.min(1, Math.max(0, 0.05 + i / 10 + 0.06 * normal(draw))),
    rowCount: Math.round(20 + 700 * (0.5 - (0.05 + i / 10)) ** 4 * 16),
  }));
  return { roc: thin(roc), precisionRecall: thin(precisionRecall), calibration };
}

const command = 'millrace train sms-spam.tsv --target label --positive spam';

export function binaryReport(): ReportData {
  return {
    title: 'label in sms-spam.tsv',
    created: '2026-11-21T03:20:00Z',
    version: '0.1.0',
    command,
    source: {
      name: 'sms-spam.tsv',
      rowCount: 5549,
      columns: [
        { name: 'label', type: 'utf8', role: 'categorical', use: 'target' },
        { name: 'text', type: 'utf8', role: 'text', use: 'TF-IDF: words, 7,731 terms' },
      ],
    },
    target: {
      name: 'label',
      task: 'binary',
      classes: ['ham', 'spam'],
      positive: 'spam',
      balance: [
        { class: 'ham', rowCount: 4804 },
        { class: 'spam', rowCount: 745 },
      ],
    },
    plan: [
      {
        step: 'Hold out 20 % of the rows',
        reason:
          'Nothing is dated, so they are drawn at random, with the shares of the classes kept and equal messages on one side.',
      },
      { step: 'TF-IDF of text', reason: 'It holds 15 words a row on average, and nearly every value is another one.' },
      {
        step: 'Logistic regression, C = 10',
        reason: 'Text gives many sparse features; a linear model fits them in seconds and can be read.',
      },
    ],
    warnings: [
      '13.4 % of the rows are spam: accuracy alone says little here.',
      '287 messages repeat. Each group of equal messages was kept on one side of the split.',
    ],
    split: {
      kind: 'random, stratified by label',
      trainRowCount: 4439,
      testRowCount: 1110,
      excluded: [{ rowCount: 2, reason: 'label is missing' }],
    },
    model: {
      steps: [
        { name: 'tfidfVectorizer', options: { column: 'text', sublinearTf: true, minDf: 1 } },
        { name: 'logisticRegression', options: { C: 10, maxIter: 1000, tol: 0.0001 } },
      ],
      featureCount: 7731,
      solver: 'lbfgs',
      iterationCount: 34,
      converged: true,
      seconds: 0.42,
      peakRssBytes: 181_000_000,
      device: 'cpu',
      isa: 'avx2',
      threadCount: 2,
      seed: 42,
      fittedOn: 'train',
    },
    evaluation: {
      rowCount: 1110,
      metrics: {
        accuracy: 0.9811,
        precision: 0.9697,
        recall: 0.8828,
        f1: 0.9256,
        rocAuc: 0.9914,
        prAuc: 0.9726,
        logLoss: 0.0712,
        brier: 0.0171,
      },
      intervals: {
        accuracy: [0.9721, 0.9883],
        precision: [0.9385, 0.9926],
        recall: [0.8276, 0.931],
        f1: [0.897, 0.9501],
        rocAuc: [0.9832, 0.9972],
        prAuc: [0.9553, 0.9861],
        logLoss: [0.0551, 0.0893],
        brier: [0.0123, 0.0229],
      },
      baseline: {
        description: "always answering 'ham'",
        metrics: {
          accuracy: 0.8694,
          precision: 0,
          recall: 0,
          f1: 0,
          rocAuc: 0.5,
          prAuc: 0.1306,
          logLoss: 0.3873,
          brier: 0.1135,
        },
      },
      confusion: {
        classes: ['ham', 'spam'],
        counts: [
          [961, 4],
          [17, 128],
        ],
      }, // prettier-ignore
      curves: curves(145, 965, 3.3, 7),
    },
    history: Array.from({ length: 35 }, (_, step) => ({
      step,
      loss: 0.055 + 0.64 * Math.exp(-step / 3),
      gradientNorm: 0.4 * Math.exp(-step / 4) * (1 + 0.5 * Math.sin(step * 1.7)) + 1e-5,
    })),
    coefficients: [
      'txt',
      'call',
      'claim',
      'www',
      'free',
      'uk',
      'mobile',
      '150p',
      'reply',
      'service',
      'stop',
      'prize',
      'won',
      'new',
      'my',
      'me',
      'ok',
      'later',
      'gt',
      'lt',
      'll',
      'he',
      'da',
    ].map((name, i) => ({ name, value: i < 14 ? 8.2 - 0.37 * i : -(2 + 0.21 * (i - 13)) })),
  };
}

export function multiclassReport(): ReportData {
  const classes = [
    'setosa',
    'versicolor',
    'virginica',
    'an unusually long class name that must be cut',
    '日本のアヤメ',
  ];
  const counts = [
    [99, 0, 0, 1, 0],
    [0, 84, 13, 2, 1],
    [1, 9, 188, 0, 2],
    [0, 5, 3, 31, 1],
    [0, 0, 1, 0, 1204],
  ];
  const names = ['petal length', 'petal width', 'sepal length', 'sepal width', 'country=Japan'];
  return {
    title: 'species in iris.parquet',
    created: '2026-11-21T03:20:00Z',
    source: {
      name: 'iris.parquet',
      rowCount: 8225,
      columns: [
        { name: 'species', type: 'utf8', role: 'categorical', use: 'target' },
        ...names.slice(0, 4).map((name) => ({ name, type: 'float32', role: 'numeric', use: 'standardised' }) as const),
        { name: 'id', type: 'int64', role: 'identifier', use: 'left out: a number for each row' },
      ],
    },
    target: {
      name: 'species',
      task: 'multiclass',
      classes,
      balance: classes.map((name, i) => ({ class: name, rowCount: counts[i]!.reduce((a, b) => a + b) * 5 })),
    },
    evaluation: {
      rowCount: 1645,
      metrics: { accuracy: 0.976, precision: 0.929, recall: 0.907, f1: 0.9172, logLoss: 0.091, rocAuc: null },
      intervals: { accuracy: [0.968, 0.983], f1: [0.891, 0.938], logLoss: [0.072, 0.113] },
      baseline: {
        description: "always answering '日本のアヤメ'",
        metrics: { accuracy: 0.7325, precision: 0.1465, recall: 0.2, f1: 0.1691, logLoss: 0.86, rocAuc: null },
      },
      threshold: { metric: 'f1', value: 0.95, met: false },
      perClass: classes.map((name, i) => {
        const rows = counts[i]!.reduce((a, b) => a + b);
        const recall = counts[i]![i]! / rows;
        const precision = counts[i]![i]! / counts.reduce((sum, row) => sum + row[i]!, 0);
        return {
          class: name,
          metrics: { precision, recall, f1: (2 * precision * recall) / (precision + recall), rows },
        };
      }),
      confusion: { classes, counts },
    },
    model: {
      steps: [{ name: 'logisticRegression', options: {} }],
      fittedOn: 'all',
      fittedRowCount: 8225,
      converged: false,
    },
    coefficients: classes
      .slice(0, 3)
      .flatMap((of, c) => names.map((name, i) => ({ name, class: of, value: 2.3 * Math.cos(i * 1.9 + c * 2.1) }))),
  };
}

export function regressionReport(): ReportData {
  const draw = uniform(11);
  const sample = Array.from({ length: 1500 }, () => {
    const truth = Math.min(500_000, Math.exp(12.1 + 0.55 * normal(draw)));
    return { actual: truth, predicted: Math.max(0, truth * 0.86 + 28_000 + 42_000 * normal(draw)) };
  });
  const width = 10_000;
  const histogram = Array.from({ length: 40 }, (_, i) => {
    const within = sample.filter(({ actual, predicted }) => Math.floor((actual - predicted) / width) === i - 20);
    return { from: (i - 20) * width, to: (i - 19) * width, rowCount: within.length };
  });
  return {
    title: 'median_house_value in california-housing.csv',
    created: '2026-11-21T03:20:00Z',
    version: '0.1.0',
    command: 'millrace train california-housing.csv --target median_house_value --time sold',
    source: {
      name: 'california-housing.csv',
      rowCount: 20_638,
      columns: [
        { name: 'median_house_value', type: 'float64', role: 'numeric', use: 'target' },
        { name: 'median_income', type: 'float64', role: 'numeric', use: 'standardised' },
        { name: 'total_bedrooms', type: 'float64', role: 'numeric', use: 'median where missing, standardised' },
        { name: 'ocean_proximity', type: 'utf8', role: 'categorical', use: 'one-hot, 5 categories' },
      ],
    },
    target: { name: 'median_house_value', task: 'regression' },
    split: {
      kind: 'by time: the last 20 % of the rows by sold',
      trainRowCount: 16_510,
      testRowCount: 4128,
      timeline: Array.from({ length: 36 }, (_, month) => ({
        start: new Date(Date.UTC(1988, month, 1)).toISOString(),
        end: new Date(Date.UTC(1988, month + 1, 1)).toISOString(),
        side: month < 29 ? 'train' : 'test',
        rowCount: Math.round(573 + 160 * Math.sin(month / 1.9) + 30 * normal(draw)),
      })),
    },
    evaluation: {
      rowCount: 4128,
      metrics: { mse: 4_525_252_900, rmse: 67_270, mae: 49_120, mape: 0.291, r2: 0.6582, medianAbsoluteError: 36_880 },
      intervals: { rmse: [65_400, 69_300], mae: [47_700, 50_500], r2: [0.641, 0.674] },
      baseline: { description: 'always answering the mean', metrics: { rmse: 115_060, mae: 91_300, r2: -0.0001 } },
      residuals: { sample, histogram },
    },
    model: {
      steps: [
        { name: 'columns', options: {} },
        { name: 'ridge', options: { alpha: 1 } },
      ],
      featureCount: 13,
      fittedOn: 'train',
      seconds: 0.04,
    },
  };
}
