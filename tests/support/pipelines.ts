import {
  columns,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  ridge,
  simpleImputer,
  standardScaler,
  tfidfVectorizer,
} from '../../src/index.ts';

/** Every kind of feature of the made rows, for their label. */
export const mixedClassifier = () =>
  pipeline(
    columns(
      tfidfVectorizer('text', { sublinearTf: true }),
      [['amount', 'size'], simpleImputer({ strategy: 'median' }), standardScaler()],
      [['city'], oneHotEncoder()],
    ),
    logisticRegression({ C: 2 }),
  );

/** Dense features of the made rows, for their minutes. */
export const denseRegressor = () =>
  pipeline(
    columns([['amount', 'size'], simpleImputer({ strategy: 'mean', addIndicator: true }), standardScaler()]),
    ridge({ alpha: 0.5 }),
  );
