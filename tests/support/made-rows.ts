import { randomStream } from '../../src/core/random.ts';

/** Words with a Zipf-like frequency, some of them telling of class `spam`. */
const WORDS = Array.from({ length: 400 }, (_, i) => `word${i.toString(36)}`);

/**
 * CSV text of mixed rows, the same for the same count: `id,text,amount,size,city,label,minutes`. Some amounts and cities
 * are missing; label follows from text, amount and city with noise, minutes from size and amount.
 */
export function madeCsv(rows: number): string {
  const lines = ['id,text,amount,size,city,label,minutes'];
  const random = randomStream(7, 'made rows');
  let position = 0;
  const uniform = () => random.uniform(position++);
  const cities = ['Oslo', 'Lima', 'Pune', 'Kyoto', 'Accra'];
  for (let id = 0; id < rows; id++) {
    const spam = uniform() < 0.3;
    const words = Array.from({ length: 5 + Math.floor(uniform() * 10) }, () => {
      const rank = Math.floor(400 ** uniform()) - 1;
      return WORDS[spam && uniform() < 0.4 ? 399 - (rank % 40) : rank]!;
    });
    const amount = uniform() * 100 + (spam ? 20 : 0);
    const size = Math.floor(uniform() * 50);
    const city = cities[Math.floor(uniform() * (spam ? 3 : 5))]!;
    const minutes = 3 * size + 0.5 * amount + uniform() * 10;
    lines.push(
      [
        `r${id}`,
        words.join(' '),
        uniform() < 0.05 ? '' : amount.toFixed(3),
        size,
        uniform() < 0.05 ? '' : city,
        spam ? 'spam' : 'ham',
        minutes.toFixed(4),
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
