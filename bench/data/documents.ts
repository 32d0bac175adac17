import { randomStream } from '../../src/core/random.ts';
import { wordList } from './words.ts';
import { rankOf } from './zipf.ts';

/** Different words that a text may draw from. */
const WORDS = 120_000;
/** Words of a document: log-normal around this median, as lengths of real documents are. */
const MEDIAN_WORDS = 180;
const SIGMA = 0.8;
const MOST_WORDS = 5000;
/** Words above this rank tell the class of a document: such a word of the other class is often drawn again. */
const FIRST_TELLING = 150;
/** Share of documents whose label is the other class: no model should get all of them right. */
const MISLABELLED = 0.04;

export interface Documents {
  readonly texts: string[];
  /** 0 or 1 for each text. */
  readonly labels: Float64Array;
}

/**
 * English-like texts with labels, the same for the same arguments everywhere: words follow Zipf's law (Mandelbrot's
 * form, 1 / (rank + 2.7)^1.12), in sentences with capitals, commas and numbers. About 1.8 kB each.
 */
export function makeDocuments(count: number, seed: number): Documents {
  const words = wordList(WORDS, seed);
  const cumulative = zipf(WORDS);
  const total = cumulative[WORDS - 1]!;
  const lengths = randomStream(seed, 'document lengths');
  const classes = randomStream(seed, 'classes');
  const labels = new Float64Array(count);
  const texts: string[] = [];
  for (let document = 0; document < count; document++) {
    const kind = classes.below(2 * document, 2);
    labels[document] = classes.uniform(2 * document + 1) < MISLABELLED ? 1 - kind : kind;
    const length = Math.min(MOST_WORDS, Math.ceil(MEDIAN_WORDS * Math.exp(SIGMA * normal(lengths, document))));
    texts.push(makeText(length, kind, words, cumulative, total, randomStream(seed, 'text', document)));
  }
  return { texts, labels };
}

/** Where each rank's share ends. */
function zipf(count: number): Float64Array {
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += (rank + 2.7) ** -1.12;
    cumulative[rank] = sum;
  }
  return cumulative;
}

/** Standard normal, by Box and Muller. */
function normal(random: ReturnType<typeof randomStream>, at: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(2 * at)));
  return radius * Math.cos(2 * Math.PI * random.uniform(2 * at + 1));
}

function makeText(
  length: number,
  kind: number,
  words: readonly string[],
  cumulative: Float64Array,
  total: number,
  random: ReturnType<typeof randomStream>,
): string {
  const draws = new Uint32Array(3 * length + 4);
  random.fill(draws, 0);
  let text = '';
  let left = 0; // words to the end of the sentence
  for (let i = 0; i < length; i++) {
    let rank = rankOf(cumulative, (draws[3 * i]! / 2 ** 32) * total);
    const chance = draws[3 * i + 2]!;
    // Three draws in ten of the other class's words are made again.
    if (rank >= FIRST_TELLING && rank % 2 !== kind && chance % 10 < 3) {
      rank = rankOf(cumulative, (draws[3 * i + 1]! / 2 ** 32) * total);
    }
    const begins = left === 0;
    if (begins) left = 6 + (chance % 17);
    left--;
    let word = chance % 97 === 0 ? String(chance % 2100) : words[rank]!;
    if (begins) word = word[0]!.toUpperCase() + word.slice(1);
    text += i === 0 ? word : ` ${word}`;
    if (left === 0) text += chance % 11 === 0 ? '?' : '.';
    else if (chance % 13 === 0) text += ',';
  }
  return text;
}
