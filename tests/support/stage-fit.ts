import type { FittedTransformer, Source, Transformer } from '../../src/index.ts';
import type { LearningTask } from '../../src/models/learner.ts';
import { Passes } from '../../src/pipeline/passes.ts';

/** Fits a transformer on all columns but the target, with states filled in parts where `parts` says so. */
export async function fitAlone<Fitted extends FittedTransformer>(
  transformer: Transformer<Fitted>,
  source: Source,
  options: { target?: string | undefined; task?: LearningTask; parts?: number | undefined } = {},
): Promise<Fitted> {
  const { target, task = 'classification', parts } = options;
  const features = source.schema.fields.filter(({ name }) => name !== target);
  const passes = new Passes(source, features, undefined, target === undefined ? [] : [target], {
    parts,
    learns: target === undefined ? undefined : { task, target: source.schema.field(target) },
  });
  return transformer.fit(passes.firstStage());
}
