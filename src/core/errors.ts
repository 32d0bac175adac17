/**
 * Every error Millrace reports on purpose. The codes are stable: programs may switch on them.
 * `ERROR_CODES` is the one list of them; a test holds each to a documented meaning.
 */
export const ERROR_CODES = {
  FILE_MISSING: 'The file or pattern names nothing that exists.',
  FILE_EMPTY: 'The file holds no bytes, or a header and no rows.',
  FILE_UNREADABLE: 'The file is not what its name or options say, is cut short, or may not be read.',
  FILE_UNWRITABLE: 'The file may not be written there, or the disk is full.',
  DELIMITER_WRONG: 'The lines are separated by another character than the one used.',
  ENCODING_INVALID: 'Text that is not valid UTF-8.',
  SOURCE_CHANGED: 'The source gave other rows on a later pass than on the first.',
  QUERY_INVALID: 'An SQL query that does not parse, or that the database refuses.',
  CONNECTION_FAILED: 'A server that is not there, does not let the user in, or broke off.',
  COLUMN_MISSING: 'A named column is not there.',
  COLUMN_DUPLICATE: 'Two columns have the same name.',
  COLUMN_TYPE: 'A column has a type the operation does not take.',
  COLUMN_EMPTY: 'A column holds nothing but missing values.',
  VALUE_INVALID: 'A value does not belong in its column (text among numbers, for one).',
  VALUE_INFINITE: 'An infinite number where only finite ones have a meaning.',
  VALUE_MISSING: 'A missing value reached a step that has no answer to it.',
  TARGET_CONSTANT: 'The target has a single class or value: there is nothing to learn.',
  TARGET_MISSING: 'Rows without a target value where each must have one.',
  TARGET_INVALID: 'The target has the wrong kind of values for this learner.',
  WEIGHT_INVALID: 'A weight that is negative, infinite or missing, or weights that are all zero.',
  ROWS_TRAINED_ON: 'Rows that a model was fitted on, where it is measured.',
  ROWS_TOO_FEW: 'Too few rows for what was asked.',
  EXPRESSION_INVALID: 'A column expression that does not parse or whose types do not fit.',
  OPTION_UNKNOWN: 'An option that does not exist.',
  OPTION_INVALID: 'An option whose value is out of its range or of the wrong type.',
  MODEL_CORRUPT: 'The model file was altered or cut short.',
  MODEL_NEWER: 'The model file was written by a newer version.',
  MODEL_INVALID: 'The file is no Millrace model, or no model of the kind it is loaded as.',
  MODEL_UNSUPPORTED: 'The model does what another format, or this call, has no counterpart of.',
  CHECKPOINT_MISMATCH: 'The checkpoint is of a fit of other rows, columns or options.',
  DEVICE_UNKNOWN: 'No such device.',
  DEVICE_UNAVAILABLE: 'The device that was asked for is not there.',
  DEVICE_LOST: 'The device stopped answering.',
  KERNEL_UNSUPPORTED: 'This device has no such kernel.',
  ENGINE_UNAVAILABLE: 'The native engine could not be loaded on this platform.',
  MEMORY_EXHAUSTED: 'There is not enough memory for what was asked.',
  BATCH_TOO_LARGE: 'A batch holds more than 2 GiB of text.',
  BUFFER_REFUSED: 'A buffer that is shared, resizable or detached.',
  ABORTED: 'The caller stopped the operation.',
  CLOSED: 'Use after it was disposed.',
  INTERNAL: 'A fault in Millrace itself.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What went wrong, as data: where it was found and what to do about it. */
export interface ErrorDetail {
  /** What the reader of the message can do. One sentence. */
  readonly remedy?: string | undefined;
  readonly file?: string | undefined;
  readonly column?: string | undefined;
  /** The offending value, as found. */
  readonly value?: unknown;
  /** Zero-based id of the offending row in its source. */
  readonly row?: number | undefined;
  readonly cause?: unknown;
}

/** The error type of the public API. `message` already names file, column and value; `remedy` says what to do. */
export class MillraceError extends Error {
  override readonly name = 'MillraceError';
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly file: string | undefined;
  readonly column: string | undefined;
  readonly value: unknown;
  readonly row: number | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.remedy = detail.remedy;
    this.file = detail.file;
    this.column = detail.column;
    this.value = detail.value;
    this.row = detail.row;
  }

  /** The shape that `--json` prints. */
  toJSON(): { error: { code: ErrorCode; message: string; remedy?: string } } {
    return { error: { code: this.code, message: this.message, ...(this.remedy ? { remedy: this.remedy } : {}) } };
  }
}

/** Whether `name` is one of the stable codes: errors from the engine carry theirs as text. */
export function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(ERROR_CODES, name);
}
