import { randomStream } from '../../src/core/random.ts';

/** The commonest English words, the commonest first: they set the length of most tokens of a text. */
const COMMON = `the of and to in a is that for it was on with as be at by this have from or had not are but which one
you were all her she there would their we him been has when who will no more if out so said what up its about than into
them can only other time new some could these two may first then do any like my now over such our man me even most made
after also did many off before must well back through years much where your way down should because long each just
those people too good very make world still see own work men day get here old life both between being under three never
know same last another while us might great go come since against right came take used himself few house use place
during high without again home around small however found thought went say part once general upon school every does
got united left number course war until always away something fact water though less public put think almost hand enough
far took head yet government system better set told nothing night end why called eyes find going look asked later knew`
  .split(/\s+/)
  .filter((word) => word.length > 1);

const ONSETS =
  'b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p ph pl pr qu r s sc sh sl sp st str t th tr v w'.split(' ');
const VOWELS = 'a e i o u a e i o ai ea ee io ou'.split(' ');
const CODAS = ['', '', '', '', 'l', 'm', 'n', 'n', 'r', 'r', 's', 's', 't', 't', 'ck', 'nd', 'nt', 'ss', 'st'];
const ENDINGS = ['', '', '', '', 'ed', 'er', 'ing', 'ion', 'ity', 'ly', 'ment', 'ness', 's', 's'];

/**
 * `count` different words, the commonest first: English ones, then made-up ones of two syllables or more which grow
 * longer as they grow rarer. One in 300 has a letter outside ASCII.
 */
export function wordList(count: number, seed: number): string[] {
  const random = randomStream(seed, 'words');
  const words = new Set(COMMON.slice(0, count));
  let position = 0;
  const pick = (from: readonly string[]) => from[random.below(position++, from.length)]!;
  while (words.size < count) {
    // Rare words are longer: one more syllable for each factor of 40 in rank, on average.
    const syllables = 2 + random.below(position++, 2 + Math.floor(Math.log(words.size) / Math.log(40)) - 1);
    let word = '';
    for (let i = 0; i < syllables; i++) word += pick(ONSETS) + pick(VOWELS) + (i === syllables - 1 ? pick(CODAS) : '');
    word += pick(ENDINGS);
    if (random.below(position++, 300) === 0)
      word = word.replace(/[aeo]/, (vowel) => ({ a: 'ä', e: 'é', o: 'ø' })[vowel]!);
    words.add(word);
  }
  return [...words];
}
