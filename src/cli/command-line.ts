/** The command line as it can be typed again. */
export function commandLine(given: readonly string[] = process.argv.slice(2)): string {
  return ['millrace', ...given.map(quoted)].join(' ');
}

function quoted(argument: string): string {
  return /^[\p{L}\p{N}_./:=,@%+-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
