import { CommanderError } from 'commander';
import { type ErrorCode, MillraceError } from '../core/errors.ts';
import { printable, styled, type Terminal } from './output/terminal.ts';
import { UsageError } from './usage-error.ts';

export const EXIT = { done: 0, fault: 1, usage: 2, aborted: 130 } as const;

/** Errors of the one who typed the command, wherever they are found. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'OPTION_UNKNOWN',
  'OPTION_INVALID',
  'DEVICE_UNKNOWN',
  'EXPRESSION_INVALID',
]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof CommanderError) return EXIT.usage;
  if (!(error instanceof MillraceError)) return EXIT.fault;
  if (error.code === 'ABORTED') return EXIT.aborted;
  return USAGE.has(error.code) ? EXIT.usage : EXIT.fault;
}

interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string | undefined;
}

export function jsonFault(error: unknown): { error: Fault } {
  return { error: faultOf(error) };
}

/** The message and below it what to do; a fault of Millrace's own with its trace. */
export function faultText(error: unknown, terminal: Terminal): string {
  const { code, message, remedy } = faultOf(error);
  const title = styled(code === 'ABORTED' ? 'stopped' : 'error', 'red', terminal);
  const lines = [`${title}: ${printable(message)} ${styled(`(${code})`, 'grey', terminal)}`];
  if (remedy !== undefined) lines.push(`  ${printable(remedy)}`);
  if (code === 'INTERNAL' && error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  return lines.join('\n');
}

function faultOf(error: unknown): Fault {
  if (error instanceof MillraceError) return { code: error.code, message: error.message, remedy: error.remedy };
  if (error instanceof UsageError) return { code: 'OPTION_INVALID', message: error.message, remedy: error.remedy };
  if (error instanceof CommanderError) {
    const code = error.code === 'commander.unknownOption' ? 'OPTION_UNKNOWN' : 'OPTION_INVALID';
    const [message, hint] = error.message.replace(/^error: /, '').split('\n');
    return { code, message: message!, remedy: hint?.replace(/^\((.*)\)$/, '$1') ?? "see 'millrace --help'" };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, remedy: 'this is a fault in Millrace itself' };
}
