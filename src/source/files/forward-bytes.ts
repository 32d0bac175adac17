/** Reads bytes at positions. */
export interface Bytes {
  /** @throws Error when there are fewer */
  at(position: number, length: number): Promise<Buffer>;
  /** Whether there is a byte at the position. */
  has(position: number): Promise<boolean>;
}

/** The bytes of a stream by their positions, which only go forward: what lies between is passed over and not kept. */
export class ForwardBytes implements Bytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #kept: Buffer = Buffer.alloc(0);
  #begin = 0; // position of what is kept

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async at(position: number, length: number): Promise<Buffer> {
    await this.#seek(position);
    const parts = [this.#kept];
    for (let there = this.#kept.length; there < length; ) {
      const chunk = await this.#next();
      if (chunk === undefined) throw new Error('it is cut short');
      parts.push(chunk);
      there += chunk.length;
    }
    if (parts.length > 1) this.#kept = Buffer.concat(parts);
    return this.#kept.subarray(0, length);
  }

  async has(position: number): Promise<boolean> {
    await this.#seek(position);
    return this.#kept.length > 0;
  }

  /** Passes over the rest, so that a stream that checks itself at its end does. */
  async drain(): Promise<void> {
    while ((await this.#next()) !== undefined) {}
  }

  /** Keeps what begins at the position, a byte of it at least unless the stream ends before. */
  async #seek(position: number): Promise<void> {
    if (position < this.#begin) throw new Error('a stream is read forward alone');
    while (position >= this.#begin + this.#kept.length) {
      this.#begin += this.#kept.length;
      const chunk = await this.#next();
      this.#kept = chunk ?? Buffer.alloc(0);
      if (chunk === undefined) {
        this.#begin = position;
        return;
      }
    }
    this.#kept = this.#kept.subarray(position - this.#begin);
    this.#begin = position;
  }

  async #next(): Promise<Buffer | undefined> {
    const { done, value } = await this.#chunks.next();
    return done ? undefined : value;
  }
}
