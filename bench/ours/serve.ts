import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { VERSION } from '../../src/core/version.ts';

/** What the process was started with: see `ContenderPlan.setting`. */
export const setting = JSON.parse(process.argv[2]!) as Readonly<Record<string, unknown>> & { readonly threads: number };

/**
 * Answers requests on standard input until it ends. `run` returns the seconds it took and what else was asked for.
 * `version` is that of what runs, by default ours.
 */
export async function serve<Request>(
  run: (request: Request) => Promise<{ seconds: number }>,
  version: string = VERSION,
): Promise<void> {
  reply({ version });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      reply({ ...(await run(JSON.parse(line) as Request)), peakRssBytes: peakRssBytes() });
    } catch (error) {
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}

function reply(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** The high-water mark of resident memory. Linux and Node count in KiB. */
function peakRssBytes(): number {
  // getrusage, which Node asks, may count what the parent had resident when it started this process; this does not.
  if (process.platform === 'linux') {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
