import path from 'node:path';
import type { LearningTable } from '../data/learning-table.ts';
import { readNpy } from '../data/npy.ts';
import type { Answer, Contender } from './contender.ts';
import { type Field, toResult } from './field.ts';
import { expectNoWorse, meanQuality, qualityOf } from './judge.ts';
import { BenchError, type Result } from './result.ts';
import { interleave, median, pairwiseRatio, type Timing } from './rounds.ts';

/** What one of the field's processes is asked, under a name of its own. */
export interface Entrant {
  readonly name: string;
  /** The name of the process in the field. */
  readonly process: string;
  /** `seed` is that of the first round; each has the next one, the same for everybody. */
  readonly request: Readonly<Record<string, unknown>> & { readonly seed: number };
  /**
   * `ours` is what ratios are to; on average over the rounds it may not be worse than `reference`. `same` must predict
   * what ours does in each, to the last bit. `once`: a peer that is run a single time, as information, for it is slow.
   */
  readonly part: 'ours' | 'same' | 'reference' | 'peer' | 'once';
}

/** What a process that trains answers: `seconds` are those of training on rows that are in memory and binned. */
export interface TrainingAnswer extends Answer {
  /** From the file to the model. */
  readonly wholeSeconds: number;
  /** Times of parts and counts, by name. */
  readonly detail?: Readonly<Record<string, number>>;
}

export interface DuelOptions {
  readonly folder: string;
  /** How much worse than the reference's a metric of ours may be. Default 0.001. */
  readonly tolerance?: number | undefined;
  /** Whether the way from the file to the model is a result of its own. Default true. */
  readonly whole?: boolean | undefined;
}

export interface DuelOutcome {
  readonly results: readonly Result[];
  readonly ratios: Readonly<Record<string, number>>;
  /** Of the entrant whose part is `same`: ours with fewer threads. */
  readonly oneThread?: { readonly speedUp: number; readonly ratios: Readonly<Record<string, number>> };
}

/**
 * Entrants train on a table by turns. Their predictions of its test rows are compared before any time is returned.
 *
 * @throws BenchError when ours predicts worse than the reference
 */
export async function duel(
  field: Field,
  table: LearningTable,
  entrants: readonly Entrant[],
  { folder, tolerance, whole = true }: DuelOptions,
): Promise<DuelOutcome> {
  const present = entrants.flatMap((entrant) => {
    const contender = field.all.find(({ name }) => name === entrant.process);
    return contender === undefined ? [] : [{ entrant, contender: { ...contender, name: entrant.name } as Contender }];
  });
  const byName = new Map(present.map((one) => [one.entrant.name, one.entrant]));
  const predictions = new Map<string, Float64Array[]>(present.map(({ entrant }) => [entrant.name, []]));
  const save = path.join(folder, 'predictions.npy');
  const { task } = table.description;
  const own = present.find(({ entrant }) => entrant.part === 'ours')?.entrant.name;
  const check = ({ name }: Contender) => {
    const predicted = readNpy(save) as Float64Array;
    // Before a round is spent on those that come after it.
    qualityOf(task, table.actual, predicted);
    const runs = predictions.get(name)!;
    runs.push(predicted);
    if (byName.get(name)!.part === 'same') expectSame(name, predicted, predictions.get(own!)![runs.length - 1]!);
  };
  const request = ({ name }: Contender) => {
    const asked = byName.get(name)!.request;
    return { ...asked, seed: asked.seed + predictions.get(name)!.length, save };
  };
  const isOnce = ({ entrant }: { entrant: Entrant }) => entrant.part === 'once';
  const often = present.filter((one) => !isOnce(one)).map(({ contender }) => contender);
  const timings = await interleave(often, request, check);
  for (const { contender } of present.filter(isOnce)) {
    const answer = await contender.run(request(contender));
    check(contender);
    timings.push({ contender, answers: [answer] });
  }
  for (const { entrant } of present) {
    if (entrant.part !== 'reference' || own === undefined) continue;
    const [ours, peer] = [predictions.get(own)!, predictions.get(entrant.name)!];
    expectNoWorse(entrant.name, task, table.actual, ours, peer, tolerance);
  }
  return outcome(timings, byName, table, predictions, whole);
}

function expectSame(name: string, predicted: Float64Array, own: Float64Array): void {
  if (predicted.every((value, row) => Object.is(value, own[row]))) return;
  throw new BenchError(`${name} predicts something else than ours: the model depends on the threads`);
}

function outcome(
  timings: readonly Timing[],
  byName: ReadonlyMap<string, Entrant>,
  table: LearningTable,
  predictions: ReadonlyMap<string, readonly Float64Array[]>,
  whole: boolean,
): DuelOutcome {
  const results: Result[] = [];
  const ratios: Record<string, number> = {};
  const partOf = ({ contender }: Timing) => byName.get(contender.name)!.part;
  const own = timings.find((timing) => partOf(timing) === 'ours') ?? timings[0]!;
  const rivals = timings.filter((timing) => timing !== own && partOf(timing) !== 'same');
  for (const timing of timings) {
    const { name } = timing.contender;
    const quality = meanQuality(table.description.task, table.actual, predictions.get(name)!);
    results.push(toResult(timing, { ...quality, ...medians(timing.answers as TrainingAnswer[]) }));
  }
  for (const { contender, answers } of rivals) ratios[contender.name] = pairwiseRatio(answers, own.answers);
  if (whole) {
    for (const timing of timings) {
      const file = fromFile(timing);
      results.push(toResult(file, {}));
      if (rivals.includes(timing)) ratios[file.contender.name] = pairwiseRatio(file.answers, fromFile(own).answers);
    }
  }
  const single = timings.find((timing) => partOf(timing) === 'same');
  if (single === undefined) return { results, ratios };
  const toSingle = rivals.map(({ contender, answers }) => [contender.name, pairwiseRatio(answers, single.answers)]);
  const oneThread = { speedUp: pairwiseRatio(single.answers, own.answers), ratios: Object.fromEntries(toSingle) };
  return { results, ratios, oneThread };
}

/** The same runs, timed from the file to the model. */
function fromFile({ contender, answers }: Timing): Timing {
  return {
    contender: { ...contender, name: `${contender.name}, from Parquet` },
    answers: (answers as TrainingAnswer[]).map((answer) => ({ ...answer, seconds: answer.wholeSeconds })),
  };
}

function medians(answers: readonly TrainingAnswer[]): Record<string, number> {
  const names = Object.keys(answers[0]?.detail ?? {});
  return Object.fromEntries(names.map((name) => [name, median(answers.map(({ detail }) => detail![name]!))]));
}
