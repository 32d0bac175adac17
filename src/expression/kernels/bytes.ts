/** Comparison and search on UTF-8 bytes, which order as their code points do. */

/** Negative, zero or positive, as a[aStart … aEnd] orders before, with or after b[bStart … bEnd]. */
export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const shorter = Math.min(aEnd - aStart, bEnd - bStart);
  for (let k = 0; k < shorter; k++) {
    const difference = a[aStart + k]! - b[bStart + k]!;
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}

/** Whether part[partStart … partEnd] stands in text at `at`; the caller has seen to it that it fits. */
export function standsAt(text: Uint8Array, at: number, part: Uint8Array, partStart: number, partEnd: number): boolean {
  for (let k = partStart; k < partEnd; k++) if (text[at + k - partStart] !== part[k]) return false;
  return true;
}

/** Where part[partStart … partEnd] first stands in text[start … end], or −1. */
export function indexOfBytes(
  text: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
): number {
  const last = end - (partEnd - partStart);
  for (let at = start; at <= last; at++) if (standsAt(text, at, part, partStart, partEnd)) return at;
  return -1;
}

/** Code points in bytes[start … end]: the bytes that continue none. */
export function countCodePoints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let k = start; k < end; k++) if ((bytes[k]! & 0xc0) !== 0x80) count++;
  return count;
}

/** The byte at which the code point number `index` of bytes[start … end] begins; `end` past the last. */
export function codePointStart(bytes: Uint8Array, start: number, end: number, index: number): number {
  let seen = -1;
  for (let k = start; k < end; k++) if ((bytes[k]! & 0xc0) !== 0x80 && ++seen === index) return k;
  return end;
}

export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let k = start; k < end; k++) if (bytes[k]! >= 0x80) return false;
  return true;
}
