// From a file to a float32 matrix in engine memory.
import { fitTransform, keep, read } from '../../src/index.ts';
import { saveMatrix } from './matrix.ts';
import { serve, setting } from './serve.ts';

const columns = setting.columns as string[];

await serve(async ({ file, save }: { file: string; save?: string }) => {
  const began = performance.now();
  const source = await read(file);
  const { matrix } = await fitTransform(keep(columns), source, { threads: setting.threads });
  const seconds = (performance.now() - began) / 1000;
  if (save !== undefined) saveMatrix(save, matrix);
  matrix.release();
  return { seconds };
});
