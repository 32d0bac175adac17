import { Program } from '../../src/engine/program.ts';
import { FeatureMatrix } from '../../src/engine/states.ts';
import type { FittedTransformer } from '../../src/features/transformer.ts';
import type { Source, Transformer } from '../../src/index.ts';
import { featureNames, type Layout } from '../../src/matrix/layout.ts';
import type { ContainerArray } from '../../src/model-file/arrays.ts';
import { partSchema } from '../../src/model-file/description.ts';
import { loadTransformer } from '../../src/model-file/parts.ts';
import { describePart } from '../../src/model-file/save.ts';
import type { LearningTask } from '../../src/models/learner.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { denseRows } from './golden-tables.ts';

/** Fits a transformer on a source's columns, all but the target. */
export function fitted(
  transformer: Transformer,
  source: Source,
  { target, task = 'regression' }: { target?: string; task?: LearningTask } = {},
): Promise<FittedTransformer> {
  const fields = source.schema.fields.filter(({ name }) => name !== target);
  const learns = target === undefined ? undefined : { task, target: source.schema.field(target) };
  const others = target === undefined ? [] : [target];
  return transformer.fit(new Passes(source, fields, undefined, others, { learns }).firstStage());
}

/** What a fitted transformer makes of a source's rows, as predictions see it. */
export interface Applied {
  /** Of numbers and indicators in the order of the features, then of sparse columns. */
  readonly names: string[];
  /** [rows][columns]; numbers are float64, as they are. */
  readonly rows: number[][];
  /** What is wrong with rows, by their position. */
  readonly problems: readonly { readonly row: number; readonly message: string }[];
}

export async function applied(fitted: FittedTransformer, source: Source): Promise<Applied> {
  const columns = source.schema.names;
  const program = new Program();
  const layout = fitted.compile(program, layoutOf(source, program));
  const dense = layout.filter((feature) => feature.kind === 'numbers' || feature.kind === 'codes');
  const sparse = layout.filter((feature) => feature.kind === 'sparse');
  const matrix = new FeatureMatrix();
  if (sparse.length > 0) {
    const parts = sparse.map(({ name, slot, width }) => ({ kind: 'sparse' as const, name, slot, width }));
    program.foldMatrix(parts, true, matrix.handle);
  }
  const rows: number[][] = [];
  const problems: { row: number; message: string }[] = [];
  for await (const batch of source.scan({ columns })) {
    const result = await program.run(
      columns.map((name) => batch.columns.get(name)!),
      batch.length,
      true,
      dense.map((feature) => feature.slot),
      {},
    );
    problems.push(...result.problems.map(({ row, message }) => ({ row: rows.length + row, message })));
    for (let r = 0; r < batch.length; r++) {
      rows.push(
        dense.flatMap((feature, i) => {
          const value = result.values[i]![r]!;
          return feature.kind === 'numbers' ? [value] : feature.categories.map((_, k) => (k === value ? 1 : 0));
        }),
      );
    }
  }
  if (sparse.length > 0) {
    denseRows(matrix).forEach((values, r) => {
      rows[r]!.push(...values);
    });
  }
  return { names: featureNames([...dense, ...sparse]), rows, problems };
}

/** The step as a model file gives it back. */
export function reloaded(fitted: FittedTransformer): FittedTransformer {
  const arrays = new Map<string, ContainerArray>();
  const part = JSON.parse(JSON.stringify(describePart(fitted.save(), 'step0', arrays))) as unknown;
  return loadTransformer(partSchema.parse(part), arrays);
}

function layoutOf(source: Source, program: Program): Layout {
  return source.schema.fields.map(({ name, type, role }) => ({
    kind: 'column',
    name,
    type,
    role,
    slot: program.input(),
  }));
}
