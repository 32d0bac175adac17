import { randomStream } from '../../../src/core/random.ts';
import { type Generator, normals, numberColumn, sigmoid, unit } from './generator.ts';

const JETS = 4;
/** Random words of a row: 12 for normals, 11 for uniforms, one unused so that a row begins at a multiple of 4. */
const WORDS = 24;
const TAGS = [0, 1.09, 2.17];

const NAMES = [
  'lepton_pt lepton_eta lepton_phi missing_pt missing_phi',
  ...Array.from({ length: JETS }, (_, j) => `jet${j + 1}_pt jet${j + 1}_eta jet${j + 1}_phi jet${j + 1}_tag`),
  'm_jj m_jjj m_lv m_jlv m_bb m_wbb m_wwbb',
].flatMap((part) => part.split(' '));

/**
 * 28 numbers in the manner of the HIGGS data (Baldi, Sadowski and Whiteson, 2014): momenta and angles of a lepton, of
 * what is missing and of four jets, skewed, and seven masses that follow from them. The chance of a signal is a smooth
 * function of masses and angles with bumps and interactions, so no column alone tells much.
 */
export const dense: Generator = {
  name: 'dense',
  summary: '28 numbers in the manner of the HIGGS data, some computed from others; two classes',
  target: 'signal',
  fields: [...NAMES.map((name) => ({ name, type: 'float32' as const })), { name: 'signal', type: 'uint8' as const }],
  rows(begin, end, seed) {
    const rowCount = end - begin;
    const words = new Uint32Array(rowCount * WORDS);
    randomStream(seed, 'dense rows').fill(words, begin * WORDS);
    const columns = NAMES.map(() => new Float32Array(rowCount));
    const signal = new Uint8Array(rowCount);
    const normal = new Float64Array(12);
    const [pt, eta, phi] = [new Float64Array(6), new Float64Array(6), new Float64Array(6)];
    const mass = (a: number, b: number) =>
      2 * pt[a]! * pt[b]! * (Math.cosh(eta[a]! - eta[b]!) - Math.cos(phi[a]! - phi[b]!));
    for (let row = 0; row < rowCount; row++) {
      const at = row * WORDS;
      for (let i = 0; i < 12; i += 2) normals(words[at + i]!, words[at + i + 1]!, normal, i);
      // Particles 0: lepton, 1 to 4: jets in falling order of momentum on the whole, 5: what is missing.
      for (let i = 0; i < 6; i++) {
        pt[i] = Math.exp(0.45 * normal[i]! - (i > 0 && i < 5 ? 0.12 * i : 0));
        eta[i] = i === 5 ? 0 : 0.9 * normal[6 + i]!;
        phi[i] = 2 * Math.PI * unit(words[at + 12 + i]!) - Math.PI;
      }
      const tags = [0, 0, 0, 0];
      for (let j = 0; j < JETS; j++) {
        const chance = unit(words[at + 18 + j]!);
        tags[j] = TAGS[chance < 0.5 ? 0 : chance < 0.8 ? 1 : 2]!;
      }
      const jj = mass(1, 2);
      const bb = mass(3, 4);
      const lv = mass(0, 5);
      const jjj = jj + mass(1, 3) + mass(2, 3);
      const jlv = lv + mass(1, 0) + mass(1, 5);
      const wbb = jjj + mass(1, 4) + mass(2, 4) + bb;
      const wwbb = wbb + lv + mass(0, 3) + mass(0, 4);
      const masses = [jj, jjj, lv, jlv, bb, wbb, wwbb];
      const values = [pt[0]!, eta[0]!, phi[0]!, pt[5]!, phi[5]!];
      for (let j = 1; j <= JETS; j++) values.push(pt[j]!, eta[j]!, phi[j]!, tags[j - 1]!);
      for (const squared of masses) values.push(Math.sqrt(squared));
      for (const [c, value] of values.entries()) columns[c]![row] = value;

      const bump = (squared: number, centre: number, width: number) =>
        Math.exp(-(((Math.sqrt(squared) - centre) / width) ** 2));
      const score =
        2.6 * bump(bb, 1.1, 0.35) +
        1.5 * bump(jj, 1.9, 0.5) * (tags[0]! + tags[1]! > 1 ? 1.3 : 0.4) +
        1.3 * bump(lv, 1.4, 0.45) +
        0.9 * Math.cos(phi[0]! - phi[5]!) * (pt[0]! > 1 ? 1 : -0.5) +
        0.5 * (tags[2]! + tags[3]! - 1.4) -
        0.7 * Math.tanh(eta[1]! * eta[2]!) -
        0.35 * Math.sqrt(wwbb) +
        0.4 * (pt[1]! - 1) * (pt[5]! - 1) +
        0.05;
      signal[row] = unit(words[at + 22]!) < sigmoid(score) ? 1 : 0;
    }
    return [...columns.map(numberColumn), numberColumn(signal)];
  },
};
