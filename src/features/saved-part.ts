import type { z } from 'zod';
import type { JsonValue } from '../core/json.ts';

/** The kinds of arrays that a fitted step is made of. */
export type SavedArray = Float64Array | Int32Array | Uint32Array | Uint8Array | BigInt64Array | readonly string[];

/** One fitted step as data: what the loader of the same name makes the step from again. */
export interface SavedPart {
  readonly name: string;
  readonly state: { readonly [key: string]: JsonValue };
  readonly arrays?: { readonly [key: string]: SavedArray };
  /** Steps inside this one, for those that compose. */
  readonly parts?: readonly SavedPart[];
}

/** A saved part while it is read back. Every method throws MODEL_INVALID where the file does not hold what it should. */
export interface SavedPartReader {
  readonly name: string;
  readonly parts: readonly SavedPartReader[];
  state<S extends z.ZodType>(schema: S): z.output<S>;
  /** Any data as what the schema says. */
  checked<S extends z.ZodType>(schema: S, data: unknown): z.output<S>;
  float64(name: string, length?: number): Float64Array;
  int64(name: string): BigInt64Array;
  int32(name: string, length?: number): Int32Array;
  uint32(name: string, length?: number): Uint32Array;
  uint8(name: string): Uint8Array;
  texts(name: string, length?: number): string[];
}
