import { randomStream } from '../../src/core/random.ts';

const WORDS = ['free', 'win', 'call', 'now', 'see', 'you', 'at', 'home', 'prize', 'later', 'ok', 'txt', 'love', 'the'];

/** Rows like text messages: about an eighth of them spam, about one in twenty a repeat of an earlier one. */
export function smsLike(rowCount: number, seed = 1) {
  const random = randomStream(seed, 'test messages');
  let position = 0;
  const below = (bound: number) => random.below(position++, bound);
  const rows: { label: string; text: string; length: number }[] = [];
  for (let row = 0; row < rowCount; row++) {
    if (row > 10 && below(20) === 0) rows.push({ ...rows[below(row)]! });
    else {
      const words = Array.from({ length: 3 + below(6) }, () => WORDS[below(WORDS.length)]);
      const text = `${words.join(' ')} ${row}`;
      rows.push({ label: below(8) === 0 ? 'spam' : 'ham', text, length: text.length });
    }
  }
  return rows;
}
