import { MillraceError } from '../../core/errors.ts';
import type { PartDescription, Program, Slot } from '../../engine/program.ts';
import { type CategoriesHandle, categoriesFrom } from '../../engine/states.ts';
import { notNumbers } from '../../features/numbers.ts';
import { isArithmetic } from '../../features/selector.ts';
import type { Feature, Layout } from '../../matrix/layout.ts';
import type { TreeInput } from './tree-input.ts';

/**
 * Which features trees take as categories: by name, or `auto` for text columns and those of role categorical, and what
 * a step has encoded.
 */
export type Categorical = 'auto' | readonly string[];

/** How trees take each feature of a layout, before its categories are known. In the order of the layout. */
export type InputKind = TreeInput['kind'];

/**
 * @throws MillraceError COLUMN_TYPE for dates, and for free text that is not named as categorical; COLUMN_MISSING for
 *   a name that is not there
 */
export function inputKinds(layout: Layout, categorical: Categorical, learner: string): InputKind[] {
  if (categorical !== 'auto') checkNames(layout, categorical, learner);
  return layout.map((feature) => inputKind(feature, categorical, learner));
}

function inputKind(feature: Feature, categorical: Categorical, learner: string): InputKind {
  const named = categorical !== 'auto' && categorical.includes(feature.name);
  if (feature.kind !== 'column') {
    if (!named || feature.kind === 'codes') return feature.kind;
    throw new MillraceError(
      'COLUMN_TYPE',
      `${learner} takes source columns as categories, and '${feature.name}' was made by a step`,
      { column: feature.name, remedy: 'leave it out of `categorical`, or hand the column on as it is' },
    );
  }
  if (named) return 'categories';
  if (feature.type === 'utf8') {
    if (feature.role !== 'text') return 'categories';
    throw new MillraceError('COLUMN_TYPE', `${learner} takes no free text, and column '${feature.name}' is some`, {
      column: feature.name,
      remedy: 'make terms of it with tfidfVectorizer, or name it in `categorical`',
    });
  }
  if (!isArithmetic(feature)) throw notNumbers(feature, learner);
  return categorical === 'auto' && feature.role === 'categorical' ? 'categories' : 'numbers';
}

function checkNames(layout: Layout, names: readonly string[], learner: string): void {
  const there = new Set(layout.map((feature) => feature.name));
  const missing = names.find((name) => !there.has(name));
  if (missing === undefined) return;
  throw new MillraceError('COLUMN_MISSING', `${learner} is to take '${missing}' as categories, and no feature is`, {
    column: missing,
    remedy: `use one of: ${[...there].slice(0, 20).join(', ')}`,
  });
}

/**
 * Adds the slots that trees read, one for each input, to a program: what binning and prediction share. The layout is
 * the one that the inputs were made of, feature by feature.
 */
export function addTreeInputs(program: Program, layout: Layout, inputs: readonly TreeInput[]): PartDescription[] {
  if (layout.length !== inputs.length) {
    throw new MillraceError('INTERNAL', `trees of ${inputs.length} inputs were given ${layout.length} features`);
  }
  return inputs.map((input, i) => inputPart(program, layout[i]!, input));
}

export function inputPart(program: Program, feature: Feature, input: TreeInput): PartDescription {
  const { name } = input;
  if (feature.name !== name) {
    throw new MillraceError('INTERNAL', `trees were given '${feature.name}' in place of '${name}'`);
  }
  switch (input.kind) {
    case 'numbers':
      return { kind: 'numbers', slot: numbersSlot(program, feature), width: 1, name };
    case 'categories': {
      const slot = program.encode(columnSlot(feature), encoderOf(input.values));
      return { kind: 'codes', slot, width: input.values.values.length, name };
    }
    case 'codes':
      return { kind: 'codes', slot: feature.slot, width: input.categories.length, name };
    case 'sparse':
      return { kind: 'sparse', slot: feature.slot, width: input.width, name };
  }
}

/** The slot of a feature's numbers, missing where it has none. */
function numbersSlot(program: Program, feature: Feature): Slot {
  return feature.kind === 'column' ? program.numbers(feature.slot, feature.name) : feature.slot;
}

export function columnSlot(feature: Feature): Slot {
  if (feature.kind === 'column') return feature.slot;
  throw new MillraceError('INTERNAL', `'${feature.name}' is no source column`);
}

/** Categories in the engine are made once, however many programs use them. */
const encoders = new WeakMap<object, CategoriesHandle>();

export function encoderOf(values: Extract<TreeInput, { kind: 'categories' }>['values']): CategoriesHandle {
  let handle = encoders.get(values);
  if (handle === undefined) {
    handle = categoriesFrom(values.kind === 'text' ? values.values : Float64Array.from(values.values));
    encoders.set(values, handle);
  }
  return handle;
}
