import os from 'node:os';
import { VERSION } from '../core/version.ts';
import { engineFacts } from '../engine/facts.ts';

/** Where and with what a run was made. */
export interface MachineFacts {
  readonly versions: { readonly millrace: string; readonly node: string };
  readonly machine: {
    readonly platform: string;
    readonly processor: string;
    readonly processors: number;
    readonly memoryBytes: number;
  };
  /** The instruction set of the kernels, and the engine's threads unless told otherwise. */
  readonly isa: string;
  readonly threads: number;
}

export function machineFacts(): MachineFacts {
  const processors = os.cpus();
  return {
    versions: { millrace: VERSION, node: process.versions.node },
    machine: {
      platform: `${process.platform}-${process.arch}`,
      processor: processors[0]?.model.trim() ?? 'unknown',
      processors: os.availableParallelism(),
      memoryBytes: os.totalmem(),
    },
    ...engineFacts(),
  };
}

/** The most memory that this process has held so far. */
export function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
