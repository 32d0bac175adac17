import { Command } from 'commander';
import { VERSION } from '../core/version.ts';
import { addDevices } from './devices.ts';
import { addEvaluate } from './evaluate.ts';
import { addPredict } from './predict.ts';
import { addProfile } from './profile.ts';
import { addTrain } from './train.ts';

/** The command line: one command a file, listed in the order of the flow. */
export function commandLineProgram(): Command {
  const program = new Command('millrace')
    .description('From a file to an evaluated, saved model.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ outputError: () => undefined }) // told once, by `report`
    .showSuggestionAfterError();
  addProfile(program);
  addTrain(program);
  addEvaluate(program);
  addPredict(program);
  addDevices(program);
  return program;
}
