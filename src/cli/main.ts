#!/usr/bin/env node
import { CommanderError } from 'commander';
import { report } from './perform.ts';
import { commandLineProgram } from './program.ts';

try {
  await commandLineProgram().parseAsync();
} catch (error) {
  // Help and the version end the parsing too.
  const isDone = error instanceof CommanderError && error.exitCode === 0;
  if (!isDone) await report(error, process.argv.includes('--json'));
}
