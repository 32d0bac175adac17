import { createHash } from 'node:crypto';
import { MillraceError } from '../core/errors.ts';
import type { Steps } from '../core/turns.ts';

// An Arrow file, and where the seal lies in it:
//
//   ARROW1 0 0 | messages … | end of stream | SEAL | footer | footer length, i32 | ARROW1
//
// Arrow's readers go by the footer, or stop at the end of the stream: they never see the seal. Its own place follows
// from the footer length. The mark stands twice, so that damage to one still tells an altered model from a stranger.
//
//   seal: 64 bytes = "MILLRACE" | SHA-256 of all the file's other bytes | 16 zeros | "MILLRACE"

const ARROW_MAGIC = Buffer.from('ARROW1', 'latin1');
const ARROW_HEAD = Buffer.from('ARROW1\0\0', 'latin1');
const TAIL_BYTES = 4 + ARROW_MAGIC.length;
const MARK = Buffer.from('MILLRACE', 'latin1');
const SEAL_BYTES = 64;
const DIGEST_BYTES = 32;
const DIGEST_BEGIN = MARK.length;
const DIGEST_END = DIGEST_BEGIN + DIGEST_BYTES;
const SECOND_MARK = SEAL_BYTES - MARK.length;

// Few enough bytes that the event loop turns every few milliseconds, even without SHA instructions.
const SLICE_BYTES = 1 << 20;

/** Puts the seal into an Arrow file: the resulting parts, in order, are the sealed file. Nothing is copied. */
export function* seal(arrow: Uint8Array): Steps<Uint8Array[]> {
  const file = Buffer.from(arrow.buffer, arrow.byteOffset, arrow.byteLength);
  const place = footerBegin(file);
  const record = Buffer.alloc(SEAL_BYTES);
  MARK.copy(record, 0);
  MARK.copy(record, SECOND_MARK);
  const before = file.subarray(0, place);
  const after = file.subarray(place);
  const digest = yield* digestOf(before, record, after);
  digest.copy(record, DIGEST_BEGIN);
  return [before, record, after];
}

/**
 * Checks the seal of a file that nothing has parsed yet.
 *
 * @param name what messages call the file
 * @throws MillraceError MODEL_INVALID when there never was a seal, MODEL_CORRUPT when it is damaged or does not fit
 */
export function* verifySeal(bytes: Uint8Array, name: string): Steps<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const place = findSeal(file, name);
  const record = file.subarray(place, place + SEAL_BYTES);
  const digest = yield* digestOf(file.subarray(0, place), record, file.subarray(place + SEAL_BYTES));
  if (!digest.equals(record.subarray(DIGEST_BEGIN, DIGEST_END))) {
    throw corrupt(name, 'its SHA-256 is not the one it was sealed with');
  }
}

function* digestOf(before: Buffer, record: Buffer, after: Buffer): Steps<Buffer> {
  const hash = createHash('sha256');
  for (const part of [before, record.subarray(0, DIGEST_BEGIN), record.subarray(DIGEST_END), after]) {
    for (let begin = 0; begin < part.length; begin += SLICE_BYTES) {
      hash.update(part.subarray(begin, begin + SLICE_BYTES));
      yield;
    }
  }
  return hash.digest();
}

function footerBegin(file: Buffer): number {
  const lengthBegin = file.length - TAIL_BYTES;
  return lengthBegin - file.readInt32LE(lengthBegin);
}

function findSeal(file: Buffer, name: string): number {
  const head = file.subarray(0, ARROW_HEAD.length);
  const whole = file.length >= ARROW_HEAD.length + SEAL_BYTES + TAIL_BYTES;
  if (whole && head.equals(ARROW_HEAD) && file.subarray(-ARROW_MAGIC.length).equals(ARROW_MAGIC)) {
    const place = footerBegin(file) - SEAL_BYTES;
    if (isMark(file, place) && isMark(file, place + SECOND_MARK)) return place;
  }
  // Only which error it is hangs on the rest: a trace of the seal, or a cut Arrow file, is taken for damage.
  if (file.includes(MARK)) throw corrupt(name, 'its seal is damaged');
  const ended = whole && file.subarray(-ARROW_MAGIC.length).equals(ARROW_MAGIC);
  const cut = !ended && head.equals(ARROW_HEAD.subarray(0, head.length));
  if (cut) throw corrupt(name, file.length === 0 ? 'it is empty' : 'its end is missing');
  throw new MillraceError('MODEL_INVALID', `${name} is no Millrace model`, {
    remedy: 'name a file that Millrace saved (they end in .millrace)',
  });
}

function isMark(file: Buffer, place: number): boolean {
  return place >= ARROW_HEAD.length && file.subarray(place, place + MARK.length).equals(MARK);
}

function corrupt(name: string, why: string): MillraceError {
  return new MillraceError('MODEL_CORRUPT', `${name} was altered or cut short: ${why}`, {
    remedy: 'copy the file again from where it was saved, or train the model again',
  });
}
