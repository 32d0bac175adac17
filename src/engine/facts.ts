import { addon } from './native/load.ts';

/** What the engine runs on: the instruction set of its kernels and the threads it uses by default. */
export function engineFacts(): { readonly isa: string; readonly threads: number } {
  const { isa, hardwareThreads } = addon();
  return { isa, threads: hardwareThreads };
}
