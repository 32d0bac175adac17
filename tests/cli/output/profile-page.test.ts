import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { profilePage } from '../../../src/cli/output/profile-page.ts';
import type { ProfileResult } from '../../../src/profile/profile-result.ts';

const result: ProfileResult = {
  rowCount: 5549,
  duplicateRows: { count: 378, exact: true },
  quantileRowCount: 5549,
  columns: [
    {
      name: 'label',
      type: 'utf8',
      role: 'categorical',
      missingCount: 0,
      missingShare: 0,
      distinct: { count: 2, exact: true },
      top: [
        { value: 'ham', count: 4804 },
        { value: 'spam', count: 745 },
      ],
      flags: [],
    },
    {
      name: 'text\u001b[2J',
      type: 'utf8',
      role: 'text',
      missingCount: 12,
      missingShare: 12 / 5549,
      distinct: { count: 262_144, exact: false },
      lengths: { min: 2, max: 910, mean: 80.1, emptyCount: 0 },
      flags: [],
    },
  ],
  target: {
    name: 'label',
    missingCount: 0,
    classes: [
      { class: 'ham', rowCount: 4804, share: 0.9 },
      { class: 'spam', rowCount: 745, share: 0.1 },
    ],
  }, // prettier-ignore
  warnings: [{ code: 'DUPLICATE_ROWS', message: '378 rows (6.8 %) repeat an earlier row in every column' }],
};

it('shows size, columns, target and warnings', () => {
  const page = profilePage(result, { width: 100, colour: false }, 'sms-spam.tsv');
  expect(page.split('\n')[0]).toBe('sms-spam.tsv  5,549 rows × 2 columns, 378 rows repeat an earlier one');
  expect(page).toContain('ham 86.6 %, spam 13.4 %');
  expect(page).toContain('2 to 910 characters, mean 80.1');
  expect(page).toContain('≈ 262,144');
  expect(page).toContain('0.22 %');
  expect(page).toContain('! 378 rows (6.8 %) repeat');
  expect(page).not.toContain('\u001b');
  expect(profilePage({ ...result, warnings: [] })).toContain('Nothing wrong was found.');
});

it('fits its terminal', () => {
  for (const line of profilePage(result, { width: 72, colour: false }).split('\n')) {
    expect(stringWidth(line)).toBeLessThanOrEqual(72);
  }
});
