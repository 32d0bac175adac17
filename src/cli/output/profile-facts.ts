import type { ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatPercent, formatScore } from '../../report/format.ts';
import { wrapWords } from './plan-list.ts';
import { printable, styled, type Terminal } from './terminal.ts';

const MOST_SHOWN = 5;
const STRONG = 0.5;
const LABEL_WIDTH = 20;

/** What concerns several columns, a fact a paragraph with its name beside it; empty when there is none. */
export function profileFacts(result: ProfileResult, terminal: Terminal): string {
  const facts: [string, readonly string[]][] = [
    ['Missing together', missingTogether(result)],
    ['Outliers', outliers(result)],
    ['Going together', goingTogether(result)],
    ['Telling the target', telling(result)],
  ];
  return facts
    .filter(([, texts]) => texts.length > 0)
    .map(([label, texts]) => {
      const lines = wrapWords(printable(texts.join(', ')), Math.max(20, terminal.width - LABEL_WIDTH));
      return lines
        .map(
          (line, i) =>
            `${styled(i === 0 ? label.padEnd(LABEL_WIDTH) : ' '.repeat(LABEL_WIDTH), 'bold', terminal)}${line}`,
        )
        .join('\n');
    })
    .join('\n');
}

function missingTogether({ missing, rowCount }: ProfileResult): string[] {
  return (missing?.patterns ?? [])
    .filter(({ columns }) => columns.length > 1)
    .slice(0, MOST_SHOWN)
    .map(({ columns, rowCount: rows }) => {
      const more = columns.length > 3 ? ` and ${columns.length - 3} more` : '';
      return `${columns.slice(0, 3).join(' + ')}${more} ${formatPercent(rows / rowCount)}`;
    });
}

function outliers({ columns }: ProfileResult): string[] {
  return columns
    .flatMap(({ name, numbers, role }) => {
      const found = role === 'numeric' ? numbers?.outliers : undefined;
      const count = (found?.lowCount ?? 0) + (found?.highCount ?? 0);
      return count === 0 ? [] : [{ name, count, exact: found!.exact }];
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_SHOWN)
    .map(({ name, count, exact }) => `${name} ${exact ? '' : '≈ '}${formatCount(count)}`);
}

function goingTogether({ associations }: ProfileResult): string[] {
  if (associations === undefined) return [];
  const { columns, strength } = associations;
  return columns
    .flatMap((a, i) => columns.slice(i + 1).map((b, j) => ({ a, b, value: strength[i]![i + 1 + j] ?? 0 })))
    .filter(({ value }) => Math.abs(value) >= STRONG)
    .sort((x, y) => Math.abs(y.value) - Math.abs(x.value))
    .slice(0, MOST_SHOWN)
    .map(({ a, b, value }) => `${a} and ${b} ${formatScore(value, 2)}`);
}

function telling({ targetByFeature }: ProfileResult): string[] {
  const scored = (targetByFeature ?? []).filter(
    ({ score, measure }) => (score ?? 0) > (measure === 'rocAuc' ? 0.55 : 0.02),
  );
  return scored.slice(0, MOST_SHOWN).map(({ column, score, measure }, i) => {
    const name = i > 0 ? '' : measure === 'rocAuc' ? ' (ROC AUC, alone)' : ' (R², alone)';
    return `${column} ${formatScore(score, 3)}${name}`;
  });
}
