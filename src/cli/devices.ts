import type { Command } from 'commander';
import { describeGpu } from '../engine/device.ts';
import { engineFacts } from '../engine/facts.ts';
import { perform } from './perform.ts';
import { addJsonOption } from './run-options.ts';

export function addDevices(program: Command): void {
  const command = program
    .command('devices')
    .summary('what this machine can compute on')
    .description("Shows the processor's instruction set and the GPU, or why there is none.");
  addJsonOption(command).action((options: { readonly json?: boolean }) =>
    perform(options, async () => {
      const cpu = engineFacts();
      const found = await describeGpu();
      const gpu = 'gpu' in found ? found.gpu : null;
      const unavailable = 'unavailable' in found ? found.unavailable.message : null;
      return {
        json: { cpu, gpu, unavailable },
        text: () => [`cpu  ${cpu.isa}, ${cpu.threads} threads`, `gpu  ${gpu?.name ?? unavailable}`].join('\n'),
      };
    }),
  );
}
