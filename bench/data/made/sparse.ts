import { randomStream } from '../../../src/core/random.ts';
import { wordList } from '../words.ts';
import { rankOf, zipfShares } from '../zipf.ts';
import { categoryColumn, type Generator, numberColumn, sigmoid, unit } from './generator.ts';

/** Different words that a text may draw from: columns of its TF-IDF matrix, nearly. */
const VOCABULARY = 30_000;
const TOPICS = 40;
/** Most words of a text; half of them on average. */
const MOST_WORDS = 80;
/** Words above this rank belong to a topic. */
const FIRST_OF_TOPIC = 60;
const WORDS = 4 + 2 * MOST_WORDS;

/**
 * Short texts of 40 words on average out of 30,000, by Zipf's law, for TF-IDF matrices of 0.1 % non-zeros. A text has
 * two of 40 topics, whose words it prefers; the class depends on the topics, on their pair, and on how long the text is.
 */
export const sparse: Generator = {
  name: 'sparse',
  summary: 'short texts for TF-IDF matrices of 30,000 columns; two classes',
  target: 'label',
  fields: [
    { name: 'text', type: 'utf8' },
    { name: 'label', type: 'uint8' },
  ],
  rows(begin, end, seed) {
    const rowCount = end - begin;
    const words = new Uint32Array(rowCount * WORDS);
    randomStream(seed, 'sparse rows').fill(words, begin * WORDS);
    const { vocabulary, cumulative, effects, pairs } = tableOf(seed);
    const label = new Uint8Array(rowCount);
    const texts: Uint8Array[] = [];
    const encoder = new TextEncoder();
    for (let row = 0; row < rowCount; row++) {
      const at = row * WORDS;
      const one = words[at]! % TOPICS;
      const two = words[at + 1]! % TOPICS;
      const length = 4 + Math.floor((MOST_WORDS - 4) * unit(words[at + 2]!));
      let text = '';
      for (let i = 0; i < length; i++) {
        let rank = rankOf(cumulative, unit(words[at + 4 + 2 * i]!));
        // Rarer words go to the nearest word of one of the text's topics, six times out of ten.
        const chance = words[at + 5 + 2 * i]!;
        if (rank >= FIRST_OF_TOPIC && chance % 10 < 6) {
          rank += ((chance & 1024 ? one : two) - (rank % TOPICS) + TOPICS) % TOPICS;
        }
        text += i === 0 ? vocabulary[rank] : ` ${vocabulary[rank]}`;
      }
      texts.push(encoder.encode(text));
      const pair = pairs[Math.min(one, two) * TOPICS + Math.max(one, two)]!;
      const score = 2.4 * (effects[one]! + effects[two]!) + 2 * pair + (length < 20 ? 0.5 : 0);
      label[row] = unit(words[at + 3]!) < sigmoid(score) ? 1 : 0;
    }
    const codes = Int32Array.from({ length: rowCount }, (_, row) => row);
    return [categoryColumn(codes, texts), numberColumn(label)];
  },
};

interface Table {
  readonly vocabulary: readonly string[];
  readonly cumulative: Float64Array;
  /** Of a topic and of two, from −1 to 1. */
  readonly effects: Float64Array;
  readonly pairs: Float64Array;
}

let table: { readonly seed: number; readonly values: Table } | undefined;

function tableOf(seed: number): Table {
  if (table?.seed === seed) return table.values;
  const random = randomStream(seed, 'sparse topics');
  const values: Table = {
    // A rank moves up by less than TOPICS to its topic's next word.
    vocabulary: wordList(VOCABULARY + TOPICS, seed),
    cumulative: zipfShares(VOCABULARY, 1.05, 2.7),
    effects: Float64Array.from({ length: TOPICS }, (_, k) => 2 * random.uniform(k) - 1),
    pairs: Float64Array.from({ length: TOPICS * TOPICS }, (_, k) => 2 * random.uniform(TOPICS + k) - 1),
  };
  table = { seed, values };
  return values;
}
