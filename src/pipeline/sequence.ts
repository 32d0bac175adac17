import type { SavedPart } from '../features/saved-part.ts';
import { compileTraining, type FittedTransformer, type Stage, type Transformer } from '../features/transformer.ts';

/** Fits transformers one behind the other. */
export async function fitSequence(stage: Stage, steps: readonly Transformer[]): Promise<FittedTransformer[]> {
  const fitted: FittedTransformer[] = [];
  let at = stage;
  for (const step of steps) {
    const one = await step.fit(at);
    fitted.push(one);
    at = at.after(one);
  }
  return fitted;
}

/** Fitted transformers, one behind the other, as one. */
export function fittedSequence(steps: readonly FittedTransformer[]): FittedTransformer {
  return {
    name: 'sequence',
    selects: steps.some((step) => step.selects),
    compile: (program, layout) => steps.reduce((features, step) => step.compile(program, features), layout),
    compileTraining: (program, layout, training) =>
      steps.reduce((features, step) => compileTraining(step, program, features, training), layout),
    save: (): SavedPart => ({ name: 'sequence', state: {}, parts: steps.map((step) => step.save()) }),
  };
}
