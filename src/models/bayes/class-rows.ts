import type { ClassRows } from '../../engine/bayes.ts';
import type { Program } from '../../engine/program.ts';
import type { Stage } from '../../features/transformer.ts';
import { isSparse, partsOf } from '../assembly.ts';
import type { TrainingTarget } from '../learner.ts';

/** One pass over the rows of a stage, each with its class and weight. */
export async function passClassRows(
  stage: Stage,
  { categories }: TrainingTarget,
  learner: string,
  add: (program: Program, rows: ClassRows) => void,
): Promise<void> {
  const { supervision } = stage.training;
  await stage.pass((program, layout, weight) => {
    const parts = partsOf(program, layout, learner);
    const target = program.encode(supervision!.slot(), categories!);
    add(program, { parts, sparse: isSparse(parts), target, weight });
  });
}
