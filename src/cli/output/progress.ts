import { SingleBar } from 'cli-progress';
import { formatCount, formatPercent, formatSeconds } from '../../report/format.ts';
import { printable } from './terminal.ts';

/** Tells a person how far a long operation is. */
export interface Progress {
  /** Begins a stage, ending the one before it. `total` is its number of rows (or steps), if known. */
  stage(name: string, total?: number): void;
  /** How many rows (or steps) of the stage are done, counted from its beginning. */
  update(done: number): void;
  /** Takes the display away and restores the cursor. May be called at any time, more than once. */
  finish(): void;
  [Symbol.dispose](): void;
}

const BAR_WIDTH = 24;

const silent: Progress = { stage() {}, update() {}, finish() {}, [Symbol.dispose]() {} };

/**
 * A bar on a terminal, and nothing at all in a pipe. It vanishes when finished, when `signal` aborts, and when the
 * process ends. Default stream: standard error, so that output can be piped while it shows.
 */
export function progress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Progress {
  if (stream.isTTY !== true || options.signal?.aborted) return silent;
  let bar: SingleBar | undefined;
  let finished = false;

  const end = () => {
    bar?.stop();
    bar = undefined;
  };
  const finish = () => {
    finished = true;
    end();
    options.signal?.removeEventListener('abort', finish);
    process.removeListener('exit', finish);
  };
  options.signal?.addEventListener('abort', finish, { once: true });
  process.once('exit', finish);

  return {
    stage(name, total) {
      if (finished) return;
      end();
      const began = performance.now();
      const title = printable(name);
      bar = new SingleBar({
        stream,
        clearOnComplete: true,
        hideCursor: true,
        fps: 10,
        format: (_, { value, total: whole }) => line(title, value, total && whole, (performance.now() - began) / 1000),
      });
      bar.start(total ?? 0, 0);
    },
    update(done) {
      bar?.update(done);
    },
    finish,
    [Symbol.dispose]: finish,
  };
}

/** `fit        ████████░░░░  40.0 %   1,200 / 3,000   0.4 s` */
function line(name: string, done: number, total: number | undefined, seconds: number): string {
  const elapsed = formatSeconds(seconds);
  if (!total) return [name.padEnd(12), done > 0 ? formatCount(done) : '', elapsed].filter(Boolean).join('  ');
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const percent = formatPercent(share).padStart(8);
  return `${name.padEnd(12)}  ${bar} ${percent}  ${formatCount(done)} / ${formatCount(total)}  ${elapsed}`;
}
