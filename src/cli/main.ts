#!/usr/bin/env node
import { CommanderError } from 'commander';
import { EXIT } from './fault.ts';
import { report } from './perform.ts';
import { commandLineProgram } from './program.ts';

try {
  await commandLineProgram().parseAsync();
} catch (error) {
  // Help and the version end the parsing too; without a command the help was printed already, as an error.
  if (!(error instanceof CommanderError) || !/^commander\.(help|helpDisplayed|version)$/.test(error.code)) {
    await report(error, process.argv.includes('--json'));
  } else if (error.exitCode !== 0) {
    process.exitCode = EXIT.usage;
  }
}
