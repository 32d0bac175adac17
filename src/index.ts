// biome-ignore-all assist/source/organizeImports: the exports stand in the order of the flow

/**
 * Millrace: from a file to an evaluated, saved model. Named exports only, in the order of the flow:
 * source → expressions → clean → features → train → evaluate and predict → save and load → whole runs.
 */

// Errors, and what every long call takes
export { ERROR_CODES, type ErrorCode, MillraceError } from './core/errors.ts';
export type { RunOptions } from './engine/job.ts';

// Source
export type { ColumnData, ColumnType, Row, RowValue } from './core/column.ts';
export { type Field, type Role, Schema } from './core/schema.ts';
export type { Batch } from './source/batch.ts';
export type { BatchReader, ScanOptions } from './source/reader.ts';
export { Source } from './source/source.ts';
export type { MapOptions } from './source/stream/map.ts';
export type { MapBatch, MapRow } from './source/stream/mapped.ts';
export type { BatchOptions, RowBatch } from './source/stream/row-batch.ts';
export { read } from './source/read.ts';
export type { ReadOptions } from './source/files/options.ts';
export { fromRows } from './source/memory/from-rows.ts';
export { fromTable } from './source/memory/from-table.ts';
export { fromAsyncRows } from './source/memory/from-async-rows.ts';
export { fromStream, type StreamOptions } from './source/from-stream.ts';
export { fromBatches } from './source/memory/from-batches.ts';
export type { SpooledSource } from './source/memory/spooled-source.ts';
export { readSql } from './source/sql/read-sql.ts';
export { readPostgres } from './source/sql/read-postgres.ts';
export type { PostgresConnection, PostgresOptions } from './source/sql/postgres-options.ts';
export type { SqlOptions, SqlValue } from './source/sql/options.ts';
export type { RowsOptions, TableOptions } from './source/memory/options.ts';
export type { Split, SplitClass, SplitOptions, SplitRowCounts, SplitSummary, SplitWithValid } from './source/split.ts';
export { type ProfileOptions, profileSource } from './profile/profile.ts';
export type { ProfileResult } from './profile/profile-result.ts';

// Expressions
export {
  bearing,
  type Columns,
  cases,
  coalesce,
  column,
  distance,
  type Expression,
  formatExpression,
  greatest,
  least,
  literal,
  type OverOptions,
  parseExpression,
  rowId,
  type TimeUnit,
  type Window,
  when,
} from './expression/index.ts';

// Clean
export type { RowContext, RowStep, FittedRowStep } from './clean/row-step.ts';
export type { CleaningRecord, ColumnRecord, DropRecord, StepRecord, ValueExample } from './clean/cleaning-record.ts';
export { type ParseUnitsOptions, parseUnits } from './clean/parse-units.ts';
export { type ParseNumbersOptions, parseNumbers } from './clean/parse-numbers.ts';
export { type ParseDatesOptions, parseDates } from './clean/parse-dates.ts';
export { type TrimTextOptions, trimText } from './clean/trim-text.ts';
export { type FoldCaseOptions, foldCase } from './clean/fold-case.ts';
export { type FoldUnicodeOptions, foldUnicode } from './clean/fold-unicode.ts';
export { MISSING_SPELLINGS } from './clean/missing-values.ts';
export { type MissingSpellingsOptions, missingSpellings } from './clean/missing-spellings.ts';
export { type MergeCategoriesOptions, mergeCategories } from './clean/merge-categories.ts';
export { type ClipOptions, clip, type WinsoriseOptions, winsorise } from './clean/clip.ts';
export { derive } from './clean/derive.ts';
export { type DropDuplicatesOptions, dropDuplicates } from './clean/drop-duplicates.ts';
export { dropMissingTarget } from './clean/drop-missing-target.ts';
export { type DropOutliersOptions, dropOutliers } from './clean/drop-outliers.ts';
export { type RandomUnderSamplerOptions, randomUnderSampler } from './clean/samplers/random-under-sampler.ts';
export { type RandomOverSamplerOptions, randomOverSampler } from './clean/samplers/random-over-sampler.ts';
export { type SmoteOptions, smote } from './clean/samplers/smote.ts';
export { type Condition, dropRows, keepRows, type RowRuleOptions } from './clean/rule-rows.ts';

// Features
export { byName, byPattern, byRole, byType, type Selection, type Selector } from './features/selector.ts';
export { type CalendarFeaturesOptions, calendarFeatures } from './features/time/calendar-features.ts';
export { keep } from './features/keep.ts';
export { type SimpleImputerOptions, simpleImputer } from './features/imputers/simple-imputer.ts';
export { type MissingIndicatorOptions, missingIndicator } from './features/imputers/missing-indicator.ts';
export { type KnnImputerOptions, knnImputer } from './features/imputers/knn-imputer.ts';
export { type StandardScalerOptions, standardScaler } from './features/scaling/standard-scaler.ts';
export { type MinMaxScalerOptions, minMaxScaler } from './features/scaling/min-max-scaler.ts';
export { maxAbsScaler } from './features/scaling/max-abs-scaler.ts';
export { type RobustScalerOptions, robustScaler } from './features/scaling/robust-scaler.ts';
export { type QuantileTransformerOptions, quantileTransformer } from './features/scaling/quantile-transformer.ts';
export { log1pTransformer } from './features/scaling/log1p-transformer.ts';
export { type NormalizerOptions, normalizer } from './features/scaling/normalizer.ts';
export { type PowerTransformerOptions, powerTransformer } from './features/scaling/power-transformer.ts';
export { type PolynomialFeaturesOptions, polynomialFeatures } from './features/numeric/polynomial-features.ts';
export { type KBinsDiscretizerOptions, kBinsDiscretizer } from './features/numeric/k-bins-discretizer.ts';
export { type BinnerOptions, binner } from './features/numeric/binner.ts';
export { type SplineTransformerOptions, splineTransformer } from './features/numeric/spline-transformer.ts';
export { type OneHotEncoderOptions, oneHotEncoder } from './features/encoders/one-hot-encoder.ts';
export { type OrdinalEncoderOptions, ordinalEncoder } from './features/encoders/ordinal-encoder.ts';
export { type FrequencyEncoderOptions, frequencyEncoder } from './features/encoders/frequency-encoder.ts';
export { type HashingEncoderOptions, hashingEncoder } from './features/encoders/hashing-encoder.ts';
export { type TargetEncoderOptions, targetEncoder } from './features/encoders/target-encoder.ts';
export { type RareCategoriesOptions, rareCategories } from './features/encoders/rare-categories.ts';
export { type KeyAggregatesOptions, keyAggregates } from './features/keys/key-aggregates.ts';
export { type CountVectorizerOptions, countVectorizer } from './features/text/count-vectorizer.ts';
export { type HashingVectorizerOptions, hashingVectorizer } from './features/text/hashing-vectorizer.ts';
export { type TfidfVectorizerOptions, tfidfVectorizer } from './features/text/tfidf-vectorizer.ts';
export {
  type FittedVarianceThreshold,
  type VarianceThresholdOptions,
  varianceThreshold,
} from './features/selection/variance-threshold.ts';
export {
  type CorrelationFilterOptions,
  correlationFilter,
  type DroppedColumn,
  type FittedCorrelationFilter,
} from './features/selection/correlation-filter.ts';
export { type SelectKBestOptions, selectKBest } from './features/selection/select-k-best.ts';
export { type SelectPercentileOptions, selectPercentile } from './features/selection/select-percentile.ts';
export type { FittedUnivariateSelection } from './features/selection/fitted-scores.ts';
export type { FittedSelection } from './features/selection/column-selection.ts';
export type { ColumnScores, ScoreFunction } from './features/selection/score-function.ts';
export { fClassif } from './features/selection/f-classif.ts';
export { type FRegressionOptions, fRegression } from './features/selection/f-regression.ts';
export {
  type MutualInfoOptions,
  mutualInfoClassif,
  mutualInfoRegression,
} from './features/selection/mutual-info.ts';
export {
  type FittedModelSelection,
  type SelectFromModelOptions,
  selectFromModel,
} from './features/selection/select-from-model.ts';
export { type FittedRfe, type RfeOptions, rfe } from './features/selection/rfe.ts';
export { chi2 } from './features/selection/chi2.ts';
export { type FittedPca, type PcaOptions, pca } from './features/reduction/pca.ts';
export {
  type FittedTruncatedSvd,
  type TruncatedSvdOptions,
  truncatedSvd,
} from './features/reduction/truncated-svd.ts';
export {
  type FittedDiscriminantAnalysis,
  type LinearDiscriminantAnalysisOptions,
  linearDiscriminantAnalysis,
} from './features/reduction/linear-discriminant-analysis.ts';
export type { FittedTransformer, Supervision, Transformer } from './features/transformer.ts';
export { type Branch, columns } from './pipeline/columns.ts';
export { type FitTransformOptions, type FitTransformResult, fitTransform } from './pipeline/fit-transform.ts';
export type { FeatureMatrix, FeatureRows } from './engine/states.ts';

// Train
export type { Classifier, EarlyStopping, FitStep, Ranker, Regressor } from './models/learner.ts';
export { type LogisticRegressionOptions, logisticRegression } from './models/linear/logistic-regression.ts';
export {
  type LinearDiscriminantClassifierOptions,
  linearDiscriminantClassifier,
} from './models/linear/linear-discriminant-classifier.ts';
export { type RidgeOptions, ridge } from './models/linear/ridge.ts';
export { type BernoulliNBOptions, bernoulliNB } from './models/bayes/bernoulli-nb.ts';
export { type ComplementNBOptions, complementNB } from './models/bayes/complement-nb.ts';
export { type GaussianNBOptions, gaussianNB } from './models/bayes/gaussian-nb.ts';
export { type MultinomialNBOptions, multinomialNB } from './models/bayes/multinomial-nb.ts';
export { type SgdClassifierOptions, sgdClassifier } from './models/linear/sgd-classifier.ts';
export { type SgdRegressorOptions, sgdRegressor } from './models/linear/sgd-regressor.ts';
export { type ElasticNetOptions, elasticNet } from './models/linear/elastic-net.ts';
export { type LassoOptions, lasso } from './models/linear/lasso.ts';
export { type LinearRegressionOptions, linearRegression } from './models/linear/linear-regression.ts';
export {
  type HistGradientBoostingClassifierOptions,
  histGradientBoostingClassifier,
} from './models/trees/hist-gradient-boosting-classifier.ts';
export {
  type HistGradientBoostingRegressorOptions,
  histGradientBoostingRegressor,
} from './models/trees/hist-gradient-boosting-regressor.ts';
export {
  type HistGradientBoostingRankerOptions,
  histGradientBoostingRanker,
} from './models/trees/hist-gradient-boosting-ranker.ts';
export type { CustomMetric, CustomObjective, LabelledScores } from './models/trees/custom-objective.ts';
export {
  type RandomForestClassifierOptions,
  type RandomForestRegressorOptions,
  randomForestClassifier,
  randomForestRegressor,
} from './models/trees/random-forest.ts';
export {
  type ExtraTreesClassifierOptions,
  type ExtraTreesRegressorOptions,
  extraTreesClassifier,
  extraTreesRegressor,
} from './models/trees/extra-trees.ts';
export {
  type DecisionTreeClassifierOptions,
  type DecisionTreeRegressorOptions,
  decisionTreeClassifier,
  decisionTreeRegressor,
} from './models/trees/decision-tree.ts';
export { dummyClassifier, dummyRegressor } from './models/dummy/dummy.ts';
export { type Pipeline, pipeline } from './pipeline/pipeline.ts';
export type { FitOptions, FitProgress } from './pipeline/fit-options.ts';

// Evaluate and predict
export type {
  ClassifierModel,
  ClassifierReport,
  ClassPrediction,
  EvaluateOptions,
  ScoredRows,
} from './pipeline/classifier-model.ts';
export type { RegressorModel, RegressorReport } from './pipeline/regressor-model.ts';
export type { RankerModel, RankerReport } from './pipeline/ranker-model.ts';
export type { FittedModel } from './pipeline/fitted-model.ts';
export type { PredictOptions } from './pipeline/model.ts';

// Understand models of trees
export {
  type FeatureImportance,
  type FeatureImportanceOptions,
  featureImportance,
} from './explain/importance.ts';
export {
  type LeafBatch,
  leafIndices,
  type RawScoreBatch,
  rawScores,
  type StagedBatch,
  type StagedOptions,
  stagedPredict,
} from './explain/tree-predictions.ts';
export { dumpTrees, type TreesDump } from './explain/dump.ts';
export type { Tree, TreeLeaf, TreeNode, TreeSplit } from './explain/tree-nodes.ts';
export { type ShapBatch, shapInteractions, shapValues } from './explain/shap.ts';

// Save and load
export { loadModel } from './model-file/load.ts';
export { type LoadLightGBMOptions, type LoadXGBoostOptions, loadLightGBM, loadXGBoost } from './interchange/load.ts';
export { type SaveLightGBMOptions, saveLightGBM } from './interchange/save.ts';

// Whole runs, as the command line does them
export { type PlanOptions, planTraining, type TrainingPlan } from './plan/plan.ts';
export { type FitPlanOptions, fitPlan, type PlannedFit } from './plan/fit-plan.ts';
export { type TrainedRun, type TrainOptions, train } from './runs/train.ts';
export { type PredictedFile, type PredictFileOptions, predictFile } from './runs/predict.ts';
