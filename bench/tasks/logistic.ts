import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fitTransform, keep, tfidfVectorizer } from '../../src/index.ts';
import { makeDocuments } from '../data/documents.ts';
import { readLabelled } from '../data/file-columns.ts';
import { type Design, judge, type Worth } from '../data/logistic-objective.ts';
import { readNpy, writeNpy } from '../data/npy.ts';
import { makeNumberRows } from '../data/numbers.ts';
import { readTable, writeTable } from '../data/table-file.ts';
import type { Contender, ContenderPlan } from '../harness/contender.ts';
import { startField, toResult } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Result, type Task, type TaskOptions } from '../harness/result.ts';
import { interleave, pairwiseRatio } from '../harness/rounds.ts';
import { withScratch } from '../harness/scratch.ts';

const DEFAULT_ROWS = 25_000;
/** Dense rows made for each document: their fits are quicker. */
const DENSE_ROWS_PER_DOCUMENT = 8;
const DENSE_COLUMNS = 28;

/** How far above the optimum a timed fit may end, relative to it. */
const GAP = 1e-6;
/** Every solver is timed at the loosest of these that takes it within GAP. */
const TOLERANCES = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
const TIGHTEST = 1e-11;
/** A peer is timed with the floats that make it quicker, if they take it there; ours are 32 bits wide. */
const FLOAT_BITS = [64, 32] as const;
/** Near the optimum a change of log loss is made up for by one of the penalty, so it agrees to about the root of GAP. */
const QUALITY_TOLERANCE = 1e-3;

/** One problem that all solvers are given. */
interface Problem {
  readonly design: 'text' | 'dense';
  readonly C: number;
  readonly ours: string;
  readonly peers: readonly string[];
}

const PROBLEMS: readonly Problem[] = [
  { design: 'text', C: 1, ours: 'newton-cg', peers: ['newton-cg', 'lbfgs', 'sag'] },
  // Without sag: far from the optimum after minutes.
  { design: 'text', C: 100, ours: 'newton-cg', peers: ['newton-cg', 'lbfgs'] },
  { design: 'dense', C: 1, ours: 'newton-cholesky', peers: ['newton-cholesky', 'newton-cg', 'lbfgs'] },
];

/** Binary logistic regression with an L2 penalty, to within 1e-6 of the optimum: on TF-IDF rows and on dense rows. */
export const logistic: Task = {
  name: 'logistic',
  summary: 'L2 logistic regression on TF-IDF and on dense rows; --data FILE --target T takes T of two values',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

interface Prepared {
  readonly folder: string;
  readonly input: string;
  readonly design: Design;
}

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, data, target, allowMissing } = options;
  const rows = options.rows ?? DEFAULT_ROWS;
  const prepared = data === undefined ? await make(folder, rows, seed) : await read(folder, data, target, options.rows);
  const results: Result[] = [];
  const ratios: Record<string, number> = {};
  const missing: Record<string, string> = {};
  for (const problem of PROBLEMS) {
    const input = prepared.get(problem.design);
    if (input === undefined) continue;
    const outcome = await compare(problem, input, threads, allowMissing);
    results.push(...outcome.results);
    Object.assign(ratios, outcome.ratios);
    Object.assign(missing, outcome.missing);
  }
  return {
    task: 'logistic',
    rows: prepared.values().next().value!.design.labels.length,
    threads,
    seed,
    data: data ?? [...prepared].map(([name, { design }]) => `${name}: ${shapeOf(design)}`).join('; '),
    machine,
    results,
    ratios,
    missing,
  };
}

function shapeOf({ labels, columnCount, rows }: Design): string {
  const shape = `${labels.length} × ${columnCount}`;
  return rows.sparse ? `${shape}, ${rows.values.length} non-zeros` : shape;
}

async function make(folder: string, rows: number, seed: number): Promise<Map<string, Prepared>> {
  const { texts, labels } = makeDocuments(rows, seed);
  const dense = makeNumberRows(rows * DENSE_ROWS_PER_DOCUMENT, DENSE_COLUMNS, seed);
  return new Map([
    ['text', await prepareText(folder, texts, labels)],
    ['dense', await prepareDense(folder, dense.columns, dense.labels)],
  ]);
}

async function read(
  folder: string,
  file: string,
  target: string | undefined,
  most: number | undefined,
): Promise<Map<string, Prepared>> {
  const { texts, columns, labels } = await readLabelled(file, target, most);
  const prepared = new Map<string, Prepared>();
  if (texts !== undefined) prepared.set('text', await prepareText(folder, texts, labels));
  if (columns.length > 0) prepared.set('dense', await prepareDense(folder, columns, labels));
  if (prepared.size === 0) throw new BenchError(`'${file}' has no text column and no numeric one to learn from`);
  return prepared;
}

function prepareText(folder: string, texts: string[], labels: Float64Array): Promise<Prepared> {
  return prepare(path.join(folder, 'text'), new Map([['text', texts]]), labels);
}

function prepareDense(folder: string, columns: readonly Float32Array[], labels: Float64Array): Promise<Prepared> {
  return prepare(path.join(folder, 'dense'), new Map(columns.map((values, i) => [`x${i}`, values])), labels);
}

/** Writes the columns for ours and the matrix of them for the peers: what each of them learns from. */
async function prepare(
  folder: string,
  columns: ReadonlyMap<string, string[] | Float32Array>,
  labels: Float64Array,
): Promise<Prepared> {
  mkdirSync(folder);
  const input = path.join(folder, 'columns.arrow');
  writeTable(input, columns);
  writeNpy(path.join(folder, 'labels.npy'), labels);
  const transformer = columns.has('text') ? tfidfVectorizer('text') : keep([...columns.keys()]);
  const { matrix } = await fitTransform(transformer, await readTable(input));
  const rows = matrix.rows();
  const { columnCount } = matrix.info;
  matrix.release();
  writeNpy(path.join(folder, 'values.npy'), rows.values);
  if (rows.sparse) {
    writeNpy(path.join(folder, 'offsets.npy'), rows.offsets);
    writeNpy(path.join(folder, 'indices.npy'), rows.indices);
  }
  return { folder, input, design: { rows, columnCount, labels } };
}

/** A contender with what it is timed at. */
interface Entrant {
  readonly contender: Contender;
  readonly solver: string;
  readonly tolerance: number;
  /** The quicker of two runs, to choose by. */
  readonly seconds: number;
  /** Width of the floats in its matrix. */
  readonly bits: number;
}

/** Finds the optimum, and each solver's tolerance and float width, then times them. */
async function compare(problem: Problem, { folder, input, design }: Prepared, threads: number, allowMissing: boolean) {
  const label = `${problem.design} C=${problem.C}`;
  const save = path.join(folder, 'coefficients.npy');
  const setting = { folder, input, design: problem.design, columns: design.columnCount };
  const ours = { name: `millrace ${problem.ours}, ${label}`, script: 'ours/logistic.ts', threads, setting };
  const choices = problem.peers.flatMap((solver) => FLOAT_BITS.map((bits) => ({ solver, bits })));
  const peers = choices.map(
    ({ solver, bits }): ContenderPlan => ({
      name: `scikit-learn ${solver}, ${label}`,
      script: 'peers/sklearn_logistic.py',
      threads,
      setting: { ...setting, bits },
    }),
  );
  const field = await startField(ours, peers, allowMissing);
  try {
    const request = (solver: string, tol: number) => ({ solver, C: problem.C, tol, save });
    const worth = () => judge(design, readNpy(save) as Float64Array, problem.C);

    // Newton's method on both sides, as far as it goes: two engines, one optimum.
    await field.ours.run(request(problem.ours, TIGHTEST));
    let optimum = worth().objective;
    const newton = choices.findIndex(({ solver, bits }) => solver.startsWith('newton') && bits === 64);
    if (field.peers.length > 0) {
      await field.peers[newton]!.run(request(choices[newton]!.solver, TIGHTEST));
      optimum = Math.min(optimum, worth().objective);
    }
    const gapOf = ({ objective }: Worth) => (objective - optimum) / optimum;

    const settle = async (contender: Contender, solver: string, bits: number): Promise<Entrant | undefined> => {
      for (const tolerance of TOLERANCES) {
        const first = await contender.run(request(solver, tolerance));
        if (!(gapOf(worth()) <= GAP)) continue;
        const second = await contender.run(request(solver, tolerance));
        return { contender, solver, tolerance, bits, seconds: Math.min(first.seconds, second.seconds) };
      }
      return undefined;
    };
    const entrants = new Map<string, Entrant>();
    for (const [i, contender] of field.all.entries()) {
      const { solver, bits } = i === 0 ? { solver: problem.ours, bits: 32 } : choices[i - 1]!;
      const entrant = await settle(contender, solver, bits);
      const rival = entrants.get(contender.name);
      if (entrant !== undefined && !(rival && rival.seconds <= entrant.seconds)) entrants.set(contender.name, entrant);
    }
    const stuck = field.all.find(({ name }) => !entrants.has(name));
    if (stuck) throw new BenchError(`${stuck.name} does not come within ${GAP} of the optimum at any tolerance`);

    const worths = new Map<string, Worth>();
    const timings = await interleave(
      [...entrants.values()].map(({ contender }) => contender),
      ({ name }) => request(entrants.get(name)!.solver, entrants.get(name)!.tolerance),
      ({ name }) => {
        const own = worth();
        expectAgreement(name, own, gapOf(own), worths.get(ours.name) ?? own);
        worths.set(name, own);
      },
    );
    const [own, ...others] = timings;
    return {
      results: timings.map((timing) => {
        const { tolerance, bits } = entrants.get(timing.contender.name)!;
        const reached = worths.get(timing.contender.name)!;
        return toResult(timing, { ...reached, gap: gapOf(reached), tolerance, bits });
      }),
      ratios: Object.fromEntries(
        others.map(({ contender, answers }) => [contender.name, pairwiseRatio(answers, own!.answers)]),
      ),
      missing: field.missing,
    };
  } finally {
    field.close();
  }
}

function expectAgreement(name: string, own: Worth, gap: number, other: Worth): void {
  if (!(Math.abs(gap) <= GAP)) throw new BenchError(`${name} ends ${gap} above the optimum, relative to it`);
  for (const key of ['logLoss', 'rocAuc'] as const) {
    if (!(Math.abs(own[key] - other[key]) <= QUALITY_TOLERANCE)) {
      throw new BenchError(`${name} has the ${key} ${own[key]}, ours has ${other[key]}`);
    }
  }
}
