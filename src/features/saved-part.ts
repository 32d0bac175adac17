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
