import { MillraceError } from '../core/errors.ts';
import { fittedKeep } from '../features/keep.ts';
import type { SavedPart } from '../features/saved-part.ts';
import { isSelection, type Selection, toSelector } from '../features/selector.ts';
import { compileTraining, type FittedTransformer, type Stage, type Transformer } from '../features/transformer.ts';
import { fitSequence, fittedSequence } from './sequence.ts';

/** A branch of `columns`: a transformer with its own selection, or a selection and the transformers it goes through. */
export type Branch = Transformer | readonly [selection: Selection, ...steps: Transformer[]];

/**
 * Sends groups of columns through steps of their own and puts the results side by side, in order:
 *
 *     columns(
 *       [byRole('numeric'), simpleImputer({ strategy: 'median' }), standardScaler()],
 *       [byRole('categorical'), oneHotEncoder()],
 *       keep(['hour']),
 *     )
 *
 * A column that no branch picks is dropped. A transformer without a selection in front sees every column and hands on
 * only what it was made for. Branches are fitted side by side and share their passes over the source. As
 * scikit-learn's ColumnTransformer.
 */
export function columns(...branches: readonly Branch[]): Transformer {
  if (branches.length === 0) {
    throw new MillraceError('OPTION_INVALID', 'columns was given no branch', {
      remedy: 'name columns and the steps they go through: columns([byRole("numeric"), standardScaler()])',
    });
  }
  return {
    kind: 'transformer',
    name: 'columns',
    async fit(stage) {
      const fitted = await stage.together(branches.map((branch) => () => fitBranch(stage, branch)));
      return fittedColumns(fitted);
    },
  };
}

async function fitBranch(stage: Stage, branch: Branch): Promise<FittedTransformer> {
  if (!isArrayBranch(branch)) {
    const fitted = await branch.fit(stage);
    const own = ownOutput(fitted, stage);
    return own === undefined ? fitted : fittedSequence([fitted, own]);
  }
  const [selection, ...steps] = branch;
  if (!isSelection(selection)) {
    throw new MillraceError('OPTION_INVALID', 'a branch of columns begins with the columns it is for', {
      remedy: "write ['name', step] or [byRole('numeric'), step]",
    });
  }
  const picked = fittedKeep(toSelector(selection).select(stage.layout));
  const fitted = await fitSequence(stage.after(picked), steps);
  return fittedSequence([picked, ...fitted]);
}

function isArrayBranch(branch: Branch): branch is readonly [Selection, ...Transformer[]] {
  return Array.isArray(branch);
}

// A transformer hands on the columns it was not made for; inside `columns` those belong to other branches. They are
// told by their slot: what a step makes is in a new one, whatever its name and kind.
function ownOutput(fitted: FittedTransformer, stage: Stage): FittedTransformer | undefined {
  if (fitted.selects) return undefined;
  const before = new Set(stage.layout.map((feature) => feature.slot));
  const after = stage.after(fitted).layout;
  const made = after.filter((feature) => !before.has(feature.slot));
  return made.length === after.length ? undefined : fittedKeep(made.map((feature) => feature.name));
}

export function fittedColumns(branches: readonly FittedTransformer[]): FittedTransformer {
  return {
    name: 'columns',
    selects: true,
    compile: (program, layout) => branches.flatMap((branch) => branch.compile(program, layout)),
    compileTraining: (program, layout, training) =>
      branches.flatMap((branch) => compileTraining(branch, program, layout, training)),
    save: (): SavedPart => ({ name: 'columns', state: {}, parts: branches.map((branch) => branch.save()) }),
  };
}
