const HOUR = 3_600_000;
const MOST_KEPT = 100_000;

/** A time zone by its IANA name: what instant a wall clock there shows. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError for a name that is no zone */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  }

  /** What the clock there shows at an instant, as milliseconds as if the clock were UTC. */
  wallOf(instant: number): number {
    const [before, after] = [this.#offsetAt(instant), this.#offsetAt(instant + HOUR)];
    return instant + (before === after ? before : this.#exactOffset(instant));
  }

  /**
   * Milliseconds since 1970-01-01 UTC when the clock there shows `wall`, itself milliseconds as if the clock were
   * UTC. Of a time that comes twice it is the earlier; one that is skipped counts on from before the gap.
   */
  instantOf(wall: number): number {
    // Offsets before and after any change near: a day to both sides is more than every offset there is.
    const [before, after] = [this.#offsetAt(wall - 24 * HOUR), this.#offsetAt(wall + 24 * HOUR)];
    if (before === after) return wall - before;
    const early = wall - before;
    return this.#exactOffset(early) === before ? early : this.#orSkipped(wall, before, after);
  }

  #orSkipped(wall: number, before: number, after: number): number {
    const late = wall - after;
    return this.#exactOffset(late) === after ? late : wall - before;
  }

  /** The offset at the hour of an instant, kept: changes fall on whole hours or quarters of them. */
  #offsetAt(instant: number): number {
    const hour = Math.floor(instant / HOUR);
    let offset = this.#offsets.get(hour);
    if (offset === undefined) {
      offset = this.#exactOffset(hour * HOUR);
      if (this.#offsets.size >= MOST_KEPT) this.#offsets.clear();
      this.#offsets.set(hour, offset);
    }
    return offset;
  }

  #exactOffset(instant: number): number {
    const part = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const shown = Date.UTC(
      ...([
        part.get('year')!,
        part.get('month')! - 1,
        part.get('day')!,
        part.get('hour')!,
        part.get('minute')!,
      ] as const),
      part.get('second')!,
    );
    return shown - Math.floor(instant / 1000) * 1000;
  }
}
