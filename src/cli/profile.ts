import path from 'node:path';
import { type Command, Option } from 'commander';
import { VERSION } from '../core/version.ts';
import { writeWhole } from '../core/whole-file.ts';
import { profileColumns } from '../plan/profile-columns.ts';
import { findTarget } from '../plan/target.ts';
import { renderProfile } from '../report/profile/page.ts';
import { addDataOptions, type DataOptions, openDataOf } from './data-options.ts';
import { profilePage } from './output/profile-page.ts';
import { perform } from './perform.ts';
import { addJsonOption } from './run-options.ts';
import { UsageError } from './usage-error.ts';

interface ProfileCliOptions extends DataOptions {
  readonly target?: string;
  readonly detail: 'columns' | 'leakage' | 'all';
  readonly json?: boolean;
  readonly html?: string;
}

export function addProfile(program: Command): void {
  const command = program
    .command('profile <data>')
    .summary('what is in the data, and what is wrong with it')
    .description('Looks at every row once: types, roles, missing and frequent values, repeats, and what to mend.')
    .option('--target <column>', 'what is to be learnt: a column or an expression')
    .addOption(
      new Option('--detail <detail>', 'columns: each by itself; leakage: that, and what tells the target')
        .choices(['columns', 'leakage', 'all'])
        .default('all'),
    )
    .option('--html <file>', 'write a page with pictures there, which opens offline');
  addJsonOption(addDataOptions(command)).action((data: string, options: ProfileCliOptions) =>
    perform(options, async ({ signal, progress }) => {
      if (options.detail === 'leakage' && options.target === undefined) {
        throw new UsageError('--detail leakage needs a target', 'as in --target price');
      }
      progress.stage('open');
      const opened = await openDataOf(data, options, signal);
      const targeted = options.target === undefined ? undefined : findTarget(opened, options.target);
      const source = targeted?.source ?? opened;
      progress.stage('profile', source.rowCount);
      const found = await profileColumns(source, source.schema.names, {
        target: targeted?.name,
        detail: options.detail,
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
