import path from 'node:path';
import { VERSION } from '../../src/core/version.ts';
import { type Batch, releaseBatch } from '../../src/source/batch.ts';
import { writeBatches } from '../../src/source/files/write.ts';
import { read } from '../../src/source/read.ts';
import type { DataSet } from '../data/data-sets.ts';
import type { Side } from '../data/learning-table.ts';
import { runMillrace } from '../harness/cli.ts';
import type { Result } from '../harness/result.ts';

export interface DefaultsGoal {
  readonly metric: 'rmse' | 'rocAuc';
  readonly value: number;
}

/** `millrace train FILE --test none` with no settings on the rows to learn from, evaluated on those of the test. */
export async function trainDefaults(
  folder: string,
  { name, file, target, train, test }: DataSet,
  goal: DefaultsGoal | undefined,
  threads: number,
): Promise<{ result: Result; shortfalls: readonly string[] }> {
  // All columns as they were read: what to learn from is the command's own choice.
  const source = await read(file!);
  const [learnt, held] = [path.join(folder, 'learnt.parquet'), path.join(folder, 'held.parquet')];
  await writeBatches(learnt, rowsOf({ ...train, source }), { fields: source.schema.fields });
  await writeBatches(held, rowsOf({ ...test, source }), { fields: source.schema.fields });
  const limits = ['--threads', String(threads)];
  const runs = path.join(folder, 'runs');
  const began = performance.now();
  const trained = await runMillrace(['train', learnt, '--target', target, '--test', 'none', '--runs', runs, ...limits]);
  const seconds = (performance.now() - began) / 1000;
  const model = path.join(trained.run as string, 'model.millrace');
  const { metrics } = (await runMillrace(['evaluate', model, held, ...limits])) as { metrics: Record<string, unknown> };
  const quality = Object.fromEntries(
    ['rocAuc', 'logLoss', 'accuracy', 'rmse', 'r2'].flatMap((metric) =>
      typeof metrics[metric] === 'number' ? [[metric, metrics[metric]]] : [],
    ),
  );
  const result: Result = {
    name: `millrace train, no settings, ${name}`,
    version: VERSION,
    seconds: [seconds],
    median: seconds,
    peakRssBytes: trained.peakRssBytes as number,
    quality,
  };
  if (goal === undefined) return { result, shortfalls: [] };
  const found = quality[goal.metric]!;
  const isReached = goal.metric === 'rmse' ? found <= goal.value : found >= goal.value;
  const shortfall = `${result.name}: ${goal.metric} is ${found}, and ${goal.value} was to be reached`;
  return { result, shortfalls: isReached ? [] : [shortfall] };
}

async function* rowsOf({ source, isTaken }: Side): AsyncGenerator<Batch> {
  for await (const batch of source.scan()) {
    const kept = Uint32Array.from(batch.rowIds.keys()).filter((row) => isTaken(batch.rowIds[row]!));
    if (kept.length > 0) {
      const columns = new Map([...batch.columns].map(([name, column]) => [name, column.take(kept)]));
      yield { length: kept.length, rowIds: Float64Array.from(kept, (row) => batch.rowIds[row]!), columns };
    }
    releaseBatch(batch);
  }
}
