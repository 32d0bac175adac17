import path from 'node:path';
import type { Command } from 'commander';
import { VERSION } from '../core/version.ts';
import { writeWhole } from '../core/whole-file.ts';
import { profileColumns } from '../plan/profile-columns.ts';
import { findTarget } from '../plan/target.ts';
import { renderProfile } from '../report/profile/page.ts';
import { read } from '../source/read.ts';
import { addDataOptions, type DataOptions, readOptions } from './data-options.ts';
import { profilePage } from './output/profile-page.ts';
import { perform } from './perform.ts';
import { addJsonOption } from './run-options.ts';

interface ProfileCliOptions extends DataOptions {
  readonly target?: string;
  readonly json?: boolean;
  readonly html?: string;
}

export function addProfile(program: Command): void {
  const command = program
    .command('profile <data>')
    .summary('what is in the data, and what is wrong with it')
    .description('Looks at every row once: types, roles, missing and frequent values, repeats, and what to mend.')
    .option('--target <column>', 'what is to be learnt: a column or an expression')
    .option('--html <file>', 'write a page with pictures there, which opens offline');
  addJsonOption(addDataOptions(command)).action((data: string, options: ProfileCliOptions) =>
    perform(options, async ({ signal, progress }) => {
      progress.stage('open');
      const opened = await read(data, readOptions(options, signal));
      const targeted = options.target === undefined ? undefined : findTarget(opened, options.target);
      const source = targeted?.source ?? opened;
      progress.stage('profile', source.rowCount);
      const found = await profileColumns(source, source.schema.names, {
        target: targeted?.name,
        detail: 'all',
        signal,
        onRows: (rows) => progress.update(rows),
      });
      if (options.html !== undefined) {
        progress.stage('draw');
        const page = await renderProfile(found, { name: path.basename(source.name), version: VERSION });
        await writeWhole(options.html, async (file) => file.writeFile(page));
      }
      return { json: found, text: (terminal) => profilePage(found, terminal, source.name) };
    }),
  );
}
