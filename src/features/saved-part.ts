/** JSON as it is written to a model file. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The kinds of arrays that a model file may hold. */
export type SavedArray = Float64Array | Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** One fitted step as data: what `load` of the same name makes the step from again. */
export interface SavedPart {
  readonly name: string;
  readonly state: { readonly [key: string]: Json };
  readonly arrays?: { readonly [key: string]: SavedArray };
  /** Steps inside this one, for those that compose. */
  readonly parts?: readonly SavedPart[];
}
