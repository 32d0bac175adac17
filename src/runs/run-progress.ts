import type { FitProgress } from '../pipeline/fit-options.ts';

/** Told how far a run is: a stage, and what is done of it (rows or steps). */
export interface RunProgress {
  stage(name: string, total?: number): void;
  update(done: number): void;
}

/** Turns the events of a fit into stages. `rows`: of the training data, `rounds`: the most there are, if known. */
export function fitStages(
  progress: RunProgress | undefined,
  rows: number | undefined,
  rounds?: number | undefined,
): (event: FitProgress) => void {
  let shown = '';
  const show = (name: string, total?: number) => {
    if (name !== shown) progress?.stage(name, total);
    shown = name;
  };
  return (event) => {
    if (event.stage === 'read') {
      show(`read ${event.pass}`, event.total ?? rows);
      progress?.update(event.rows);
    } else if (event.stage === 'valid') {
      show('read validation', event.total);
      progress?.update(event.rows);
    } else {
      show('train', rounds);
      progress?.update(event.step);
    }
  };
}
