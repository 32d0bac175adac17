import { STEP_ROWS, type Steps } from './steps.ts';

/** Pieces that the curve is cut into before the points to keep are searched; their arcs are of equal length. */
const PIECES = 2048;

/** Rates run from 0 to 1; no plot shows a point that is off by less. */
const VISIBLE = 1e-6;

/** Points of a thinned curve, unless told. */
export const CURVE_POINTS = 200;

/**
 * The positions of at most `limit` points that keep the shape of the curve through (x[i], y[i]): the two ends, then
 * again and again the point that lies farthest from the line drawn so far (Ramer 1972, Douglas and Peucker 1973, in
 * the order of the deviation). A curve of more than some thousand points is first cut into pieces of equal arc length,
 * of which the first, lowest, highest and last point stay. Points that are off by less than 1e-6 are dropped.
 *
 * @param limit At least 2. Default 200.
 */
export function* thinCurve(x: Float64Array, y: Float64Array, limit = CURVE_POINTS): Steps<Uint32Array> {
  const candidates = yield* outlinePoints(x, y);
  if (candidates.length <= limit) return candidates;
  const segments = [farthest(x, y, candidates, 0, candidates.length - 1)];
  yield;
  // One point more than there are segments is kept.
  while (segments.length + 1 < limit) {
    let widest = 0;
    for (let at = 1; at < segments.length; ++at) {
      if (segments[at]!.deviation > segments[widest]!.deviation) widest = at;
    }
    const { begin, middle, end, deviation } = segments[widest]!;
    if (deviation < VISIBLE) break;
    segments[widest] = farthest(x, y, candidates, begin, middle);
    segments.push(farthest(x, y, candidates, middle, end));
    if (segments.length % 16 === 0) yield;
  }
  const kept = segments.map((segment) => candidates[segment.begin]!);
  kept.push(candidates[candidates.length - 1]!);
  return Uint32Array.from(kept).sort();
}

interface Segment {
  readonly begin: number;
  readonly end: number;
  /** The candidate between the two that is farthest from the line through them, and how far it is. */
  readonly middle: number;
  readonly deviation: number;
}

function farthest(x: Float64Array, y: Float64Array, candidates: Uint32Array, begin: number, end: number): Segment {
  const [fromX, fromY] = [x[candidates[begin]!]!, y[candidates[begin]!]!];
  const [acrossX, acrossY] = [x[candidates[end]!]! - fromX, y[candidates[end]!]! - fromY];
  const length = Math.hypot(acrossX, acrossY);
  let middle = begin;
  let deviation = 0;
  for (let at = begin + 1; at < end; ++at) {
    const offX = x[candidates[at]!]! - fromX;
    const offY = y[candidates[at]!]! - fromY;
    const distance = length === 0 ? Math.hypot(offX, offY) : Math.abs(offX * acrossY - offY * acrossX) / length;
    if (distance > deviation) [middle, deviation] = [at, distance];
  }
  return { begin, end, middle, deviation };
}

function* outlinePoints(x: Float64Array, y: Float64Array): Steps<Uint32Array> {
  const count = x.length;
  if (count <= 2 * PIECES) return Uint32Array.from(x, (_, at) => at);
  let length = 0;
  for (let at = 1; at < count; ++at) {
    length += stepLength(x, y, at);
    if (at % STEP_ROWS === 0) yield;
  }
  const kept: number[] = [];
  let travelled = 0;
  let piece = 0;
  let [first, lowest, highest] = [0, 0, 0];
  for (let at = 1; at <= count; ++at) {
    if (at < count) travelled += stepLength(x, y, at);
    const pieceOfPoint = at === count ? PIECES : Math.floor((travelled / length) * (PIECES - 1));
    if (pieceOfPoint !== piece) {
      kept.push(...new Set([first, Math.min(lowest, highest), Math.max(lowest, highest), at - 1]));
      piece = pieceOfPoint;
      first = lowest = highest = at;
    }
    if (at < count && y[at]! < y[lowest]!) lowest = at;
    if (at < count && y[at]! > y[highest]!) highest = at;
    if (at % STEP_ROWS === 0) yield;
  }
  return Uint32Array.from(kept);
}

function stepLength(x: Float64Array, y: Float64Array, at: number): number {
  return Math.abs(x[at]! - x[at - 1]!) + Math.abs(y[at]! - y[at - 1]!);
}
