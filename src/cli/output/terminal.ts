import { inspect } from 'node:util';

/** What is known of the place that text goes to. */
export interface Terminal {
  /** Columns of a line. */
  readonly width: number;
  readonly colour: boolean;
}

export type TextStyle = 'bold' | 'grey' | 'red' | 'yellow' | 'green' | 'cyan';

/** Output to a file or a pipe: no colour, lines of up to 120 columns. */
export const PLAIN: Terminal = { width: 120, colour: false };

type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Colour only on a terminal that is not dumb, and never with NO_COLOR set (https://no-color.org). */
export function terminalOf(stream: OutputStream, environment: NodeJS.ProcessEnv = process.env): Terminal {
  if (stream.isTTY !== true) return PLAIN;
  return { width: stream.columns || 80, colour: !environment.NO_COLOR && environment.TERM !== 'dumb' };
}

export function styled(text: string, style: TextStyle, terminal: Terminal): string {
  if (!terminal.colour || text === '') return text;
  // Node's own code table; `util.styleText` itself is missing from the first releases of Node 20.
  const [on, off] = inspect.colors[style]!;
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/**
 * Text from data, made safe to print: control characters (which could move the cursor or recolour the terminal) and
 * marks that reverse the writing direction are shown as escapes.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (character === '\r') return '\\r';
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}
