import type { Command } from 'commander';
import { type DeviceChoice, parseDevice } from '../engine/device.ts';
import { wholeNumber } from './parse.ts';

/** What every command that computes takes. */
export interface RunCliOptions {
  readonly json?: boolean;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly seed: number;
}

export function addJsonOption(command: Command): Command {
  return command.option('--json', 'print one JSON document and nothing else');
}

export function addRunOptions(command: Command): Command {
  return addJsonOption(command)
    .option('--device <device>', 'auto, cpu or gpu', parseDevice, 'auto')
    .option('--threads <number>', "the engine's threads (default: one for each processor)", wholeNumber('--threads', 1))
    .option('--seed <number>', 'of everything drawn at random', wholeNumber('--seed', 0), 0);
}

/** The options by their names in code. */
export function runOptions<T extends RunCliOptions>(options: T) {
  return { threads: options.threads, seed: options.seed };
}
