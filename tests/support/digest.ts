import { createHash } from 'node:crypto';
import type { ClassifierModel, RegressorModel } from '../../src/index.ts';

/** A hash over every bit that a fit learned. */
export function digestOf(model: ClassifierModel | RegressorModel): string {
  const hash = createHash('sha256');
  const add = (part: ReturnType<(typeof model.parts.steps)[number]['save']>): void => {
    hash.update(JSON.stringify(part.state));
    for (const values of Object.values(part.arrays ?? {})) {
      hash.update(
        ArrayBuffer.isView(values)
          ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
          : JSON.stringify(values),
      );
    }
    for (const inner of part.parts ?? []) add(inner);
  };
  for (const step of model.parts.steps) add(step.save());
  add(model.parts.predictor.save());
  return hash.digest('hex');
}
