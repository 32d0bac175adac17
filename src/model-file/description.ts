import { z } from 'zod';
import { COLUMN_TYPES } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { ROLES } from '../core/schema.ts';
import { categoryValuesSchema } from '../features/category-values.ts';

const field = z.strictObject({ name: z.string(), type: z.enum(COLUMN_TYPES), role: z.enum(ROLES) });

const derivedColumn = z.strictObject({ name: z.string(), type: z.enum(COLUMN_TYPES), expression: z.unknown() });

const exampleValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const cleaningSchema = z.strictObject({
  steps: z.array(
    z.strictObject({
      step: z.string(),
      kind: z.enum(['repair', 'filter', 'sampler']),
      rows: z.int(),
      columns: z.array(
        z.strictObject({
          column: z.string(),
          from: z.string(),
          to: z.string(),
          changed: z.int(),
          becameMissing: z.array(z.strictObject({ reason: z.string(), values: z.int() })),
          examples: z.array(z.strictObject({ row: z.int(), before: exampleValue, after: exampleValue })),
        }),
      ),
      dropped: z.array(
        z.strictObject({
          reason: z.string(),
          rows: z.int(),
          examples: z.array(z.strictObject({ row: z.int(), values: z.record(z.string(), exampleValue) })),
        }),
      ),
      added: z.array(z.strictObject({ reason: z.string(), rows: z.int() })).optional(),
    }),
  ),
});

/** A fitted step in the description; `arrays` maps its own names to those in the container. */
export interface PartDescription {
  readonly name: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly arrays: Readonly<Record<string, string>>;
  readonly parts: readonly PartDescription[];
}

export const partSchema: z.ZodType<PartDescription> = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    state: z.record(z.string(), z.unknown()),
    arrays: z.record(z.string(), z.string()),
    parts: z.array(partSchema),
  }),
);

/** The JSON that describes a model. Unknown keys are refused: what a file says must be understood. */
export const modelDescription = z.strictObject({
  task: z.enum(['classification', 'regression', 'ranking']),
  target: field,
  weight: z.string().nullable(),
  group: z.string().optional(),
  fields: z.array(field),
  rawFields: z.array(field),
  derived: z.array(derivedColumn),
  operations: z
    .array(
      z.strictObject({
        step: z.string(),
        columns: z.array(derivedColumn),
        rule: z.unknown().optional(),
        reason: z.string().optional(),
      }),
    )
    .optional(),
  cleaning: cleaningSchema.optional(),
  classes: z.array(z.string()),
  classValues: categoryValuesSchema.nullable(),
  positive: z.int().min(0).max(1).nullable(),
  steps: z.array(partSchema),
  predictor: partSchema,
  training: z.strictObject({
    rows: z.int(),
    droppedRows: z.int(),
    validationRows: z.int().optional(),
    excludedValidationRows: z
      .strictObject({
        targetMissing: z.int(),
        classUnknown: z.int(),
        rules: z.record(z.string(), z.int()).optional(),
      })
      .optional(),
    passes: z.int(),
    seconds: z.number(),
    featureCount: z.int(),
    valueCount: z.int(),
    sparse: z.boolean(),
  }),
  trainedRows: z.strictObject({ origin: z.string(), share: z.number() }).optional(),
  notes: z.record(z.string(), z.unknown()),
});

export type ModelDescription = z.output<typeof modelDescription>;

/** Checks a piece of a model file. @throws MillraceError MODEL_INVALID */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new MillraceError(
    'MODEL_INVALID',
    `the model's ${what} is not as it should be: ${issue?.path.join('.')}: ${issue?.message}`,
    {
      cause: result.error,
    },
  );
}
