/** Work cut into steps of a few milliseconds; the generator's return value is its result. */
export type Steps<T> = Generator<void, T>;

/** Does the work at once. Stops the event loop for the whole of it. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does the work with a turn of the event loop between any two steps. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise(setImmediate);
  }
}
