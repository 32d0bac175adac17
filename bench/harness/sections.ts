import type { Contender } from './contender.ts';
import { type Field, toResult } from './field.ts';
import type { Result } from './result.ts';
import { interleave, pairwiseRatio } from './rounds.ts';

/** The results of a task that asks its contenders for several things, each timed by itself. */
export class Sections {
  readonly results: Result[] = [];
  readonly ratios: Record<string, number> = {};
  readonly #oneThread: { speedUps: number[]; ratios: Record<string, number> } = { speedUps: [], ratios: {} };
  readonly #field: Field;

  constructor(field: Field) {
    this.#field = field;
  }

  /**
   * Times one request of everybody, by turns.
   *
   * @param label stands behind each name
   * @param single the contender that is ours on one thread, if there is one
   */
  async time(
    label: string,
    request: Readonly<Record<string, unknown>>,
    quality: (contender: Contender) => Readonly<Record<string, number>>,
    single?: string,
  ): Promise<void> {
    const timings = await interleave(this.#field.all, () => request);
    const own = timings[0]!;
    const alone = timings.find(({ contender }) => contender.name === single);
    for (const timing of timings) {
      const { contender, answers } = timing;
      const named = { ...timing, contender: { ...contender, name: `${contender.name}, ${label}` } };
      this.results.push(toResult(named, quality(contender)));
      if (timing === own || timing === alone) continue;
      this.ratios[named.contender.name] = pairwiseRatio(answers, own.answers);
      if (alone !== undefined) this.#oneThread.ratios[named.contender.name] = pairwiseRatio(answers, alone.answers);
    }
    if (alone !== undefined) this.#oneThread.speedUps.push(pairwiseRatio(alone.answers, own.answers));
  }

  /** Ours on all threads against one: of the first request; undefined without that contender. */
  get oneThread() {
    const { speedUps, ratios } = this.#oneThread;
    return speedUps.length === 0 ? undefined : { speedUp: speedUps[0]!, ratios };
  }
}
