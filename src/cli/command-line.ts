import { withoutPassword } from '../runs/open-data.ts';

/** The command line as it can be typed again, but for passwords in URLs. */
export function commandLine(given: readonly string[] = process.argv.slice(2)): string {
  return ['millrace', ...given.map(withoutPassword).map(quoted)].join(' ');
}

function quoted(argument: string): string {
  return /^[\p{L}\p{N}_./:=,@%+-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
