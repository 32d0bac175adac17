import type { Handle, JobOptions } from './addon.ts';

export type EqualRowsHandle = Handle<'equal rows'>;

export interface EqualRowsAddon {
  equalRows(): EqualRowsHandle;
  equalRowsFinish(state: EqualRowsHandle, keep: 'first' | 'last' | 'none', job: JobOptions): Promise<Float64Array>;
}
