import { numberResult } from '../nonfinite.ts';
import type { NumberVector } from '../vector.ts';

/** The mean radius of the earth in kilometres (IUGG). */
const EARTH_RADIUS = 6371.0088;
const RADIANS = Math.PI / 180;

/**
 * From one place to another, given as latitude and longitude in degrees: the distance along a great circle in
 * kilometres by the haversine formula, or the direction to set out in, in degrees east of north from 0 to 360. A
 * latitude beyond the poles gives a missing value that counts as non-finite.
 */
export function betweenPlaces(
  operation: 'distance' | 'bearing',
  operands: readonly NumberVector[],
  rowCount: number,
): NumberVector {
  const out = new Float64Array(rowCount);
  const [lat1, lon1, lat2, lon2] = operands as [NumberVector, NumberVector, NumberVector, NumberVector];
  const measure = operation === 'distance' ? haversine : initialBearing;
  for (let i = 0; i < rowCount; i++) {
    const [a, b] = [lat1.values[i * lat1.stride]!, lat2.values[i * lat2.stride]!];
    if (Math.abs(a) > 90 || Math.abs(b) > 90) out[i] = Number.NaN;
    else {
      const across = lon2.values[i * lon2.stride]! - lon1.values[i * lon1.stride]!;
      out[i] = measure(a * RADIANS, b * RADIANS, across * RADIANS);
    }
  }
  return numberResult(out, operands, rowCount);
}

function haversine(lat1: number, lat2: number, across: number): number {
  const north = Math.sin((lat2 - lat1) / 2);
  const east = Math.sin(across / 2);
  const h = north * north + Math.cos(lat1) * Math.cos(lat2) * east * east;
  // Rounding may take places that face each other past 1.
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

function initialBearing(lat1: number, lat2: number, across: number): number {
  const y = Math.sin(across) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(across);
  const degrees = Math.atan2(y, x) / RADIANS;
  return degrees < 0 ? degrees + 360 : degrees;
}
