import os from 'node:os';
import { addon } from '../../src/engine/native/load.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** The instruction set that our kernels use. */
  readonly isa: string;
  readonly node: string;
  readonly os: string;
  /** Processes that wanted a core in the last minute when the task began: well above 0, times are noise. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    isa: addon().isa,
    node: process.versions.node,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    load: os.loadavg()[0]!,
  };
}
