import type { RowOperation } from '../clean/row-operation.ts';
import type { JsonValue } from '../core/json.ts';
import type { Field } from '../core/schema.ts';
import type { DerivedColumn } from '../expression/index.ts';
import type { SavedArray, SavedPart } from '../features/saved-part.ts';
import type { ModelParts } from '../pipeline/model.ts';
import { type ContainerArray, numericArray, textArray } from './arrays.ts';
import { type Container, writeContainer } from './container.ts';

/** Writes a model; the file appears whole or not at all. @throws MillraceError FILE_MISSING, FILE_UNWRITABLE */
export function saveModel(path: string, parts: ModelParts): Promise<void> {
  return writeContainer(path, toContainer(parts));
}

function toContainer(model: ModelParts): Container {
  const arrays = new Map<string, ContainerArray>([['prior', numericArray('float64', model.prior)]]);
  const { derived, operations = [], cleaning, weight, positive, classValues, trainedRows } = model;
  // Objects are known to this process alone.
  const trained = typeof trainedRows?.origin === 'string' ? { ...trainedRows, origin: trainedRows.origin } : undefined;
  if (trained !== undefined) arrays.set('trainedRows', numericArray('float64', trained.ids));
  return {
    kind: 'model',
    arrays,
    description: {
      task: model.task,
      target: fieldOf(model.target),
      weight: weight ?? null,
      ...(model.group === undefined ? {} : { group: model.group }),
      fields: model.fields.map(fieldOf),
      rawFields: model.rawFields.map(fieldOf),
      derived: derived.map(derivedJson),
      ...(operations.length === 0 ? {} : { operations: operations.map(operationJson) }),
      ...(cleaning === undefined || cleaning.steps.length === 0 ? {} : { cleaning: jsonOf(cleaning) }),
      classes: [...model.classes],
      classValues: classValues ? { kind: classValues.kind, values: [...classValues.values] } : null,
      positive: positive ?? null,
      steps: model.steps.map((step, i) => describePart(step.save(), `step${i}`, arrays)),
      predictor: describePart(model.predictor.save(), 'predictor', arrays),
      training: jsonOf(model.training),
      ...(trained === undefined ? {} : { trainedRows: { origin: trained.origin, share: trained.share } }),
      notes: jsonOf(model.notes),
    },
  };
}

function jsonOf(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

function derivedJson({ name, type, expression }: DerivedColumn): JsonValue {
  return { name, type, expression: jsonOf(expression) };
}

function operationJson({ step, columns, rule, reason }: RowOperation): JsonValue {
  const stated = rule === undefined ? {} : { rule: jsonOf(rule), ...(reason === undefined ? {} : { reason }) };
  return { step, columns: columns.map(derivedJson), ...stated };
}

/** A fitted step as JSON; its arrays go into `arrays` under names that begin with its place. */
export function describePart(part: SavedPart, place: string, arrays: Map<string, ContainerArray>): JsonValue {
  const names: Record<string, string> = {};
  for (const [name, values] of Object.entries(part.arrays ?? {})) {
    names[name] = `${place}.${name}`;
    arrays.set(names[name], toArray(values));
  }
  const parts = (part.parts ?? []).map((one, i) => describePart(one, `${place}.${i}`, arrays));
  return { name: part.name, state: part.state, arrays: names, parts };
}

function fieldOf({ name, type, role }: Field): JsonValue {
  return { name, type, role };
}

function toArray(values: SavedArray): ContainerArray {
  if (values instanceof Float64Array) return numericArray('float64', values);
  if (values instanceof Int32Array) return numericArray('int32', values);
  if (values instanceof Uint32Array) return numericArray('uint32', values);
  if (values instanceof BigInt64Array) return numericArray('int64', values);
  return values instanceof Uint8Array ? numericArray('uint8', values) : textArray(values);
}
