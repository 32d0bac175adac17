import stringWidth from 'string-width';
import type { PlanStep } from '../../report/report-data.ts';
import { PLAIN, printable, styled, type Terminal } from './terminal.ts';

/** Decisions in order, numbered, each with its reason on the lines below it. */
export function planList(steps: readonly PlanStep[], terminal: Terminal = PLAIN): string {
  const numberWidth = String(steps.length).length;
  const indent = ' '.repeat(numberWidth + 4);
  return steps
    .map(({ step, reason }, i) => {
      const number = styled(`${String(i + 1).padStart(numberWidth + 1)}.`, 'grey', terminal);
      const title = `${number}  ${styled(printable(step), 'bold', terminal)}`;
      if (reason === '') return title;
      const lines = wrapWords(printable(reason), Math.max(20, terminal.width - indent.length));
      return [title, ...lines.map((line) => indent + styled(line, 'grey', terminal))].join('\n');
    })
    .join('\n');
}

/** Breaks between words; a word longer than the line keeps a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
