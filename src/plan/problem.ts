import { isNumericType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import type { LearningTask } from '../models/learner.ts';
import type { TargetProfile } from '../profile/profile-result.ts';

export type Task = 'binary' | 'multiclass' | 'regression' | 'ranking';

/** What is to be learnt, and why it is taken for that. */
export interface Problem {
  readonly task: Task;
  readonly taskReason: string;
  /** Rows of each class, most frequent first; undefined for regression. */
  readonly balance: readonly { readonly class: string; readonly rowCount: number }[] | undefined;
  /** Of two classes. */
  readonly positive: string | undefined;
  readonly positiveReason: string | undefined;
}

/** Whole numbers with more different values than this are a quantity. */
const MOST_NUMBER_CLASSES = 10;
const YES = /^(true|yes|y|t|1|1\.0|positive|pos)$/i;

export interface ProblemOptions {
  readonly task?: LearningTask | undefined;
  readonly positive?: string | undefined;
}

/** @throws MillraceError TARGET_CONSTANT, TARGET_MISSING, TARGET_INVALID, OPTION_INVALID */
export function findProblem(field: Field, profile: TargetProfile, rows: number, options: ProblemOptions): Problem {
  const { name } = field;
  const classes = profile.classes?.map((one) => ({ class: one.class, rowCount: one.rowCount }));
  if (profile.missingCount === rows) {
    throw new MillraceError('TARGET_MISSING', `the target '${name}' is missing in all ${rows} rows`, {
      column: name,
      remedy: 'name another target, or correct the expression',
    });
  }
  if (classes?.length === 1) {
    const [only] = classes;
    throw new MillraceError('TARGET_CONSTANT', `the target '${name}' is '${only!.class}' in every row`, {
      column: name,
      value: only!.class,
      remedy: 'give rows of two classes or more, or name another target',
    });
  }
  const { isClasses, reason } = decideTask(field, classes?.length, options.task);
  if (!isClasses) {
    refusePositive(options.positive, 'a number is learnt');
    return {
      task: options.task === 'ranking' ? 'ranking' : 'regression',
      taskReason: reason,
      balance: undefined,
      positive: undefined,
      positiveReason: undefined,
    };
  }
  if (classes === undefined) {
    throw new MillraceError('TARGET_INVALID', `the target '${name}' has too many different values to be classes`, {
      column: name,
      remedy: isNumericType(field.type) ? 'learn it as a number' : 'group its values, or name another target',
    });
  }
  const task = classes.length === 2 ? 'binary' : 'multiclass';
  if (task === 'multiclass') {
    refusePositive(options.positive, `there are ${classes.length} classes`);
    return { task, taskReason: reason, balance: classes, positive: undefined, positiveReason: undefined };
  }
  return { task, taskReason: reason, balance: classes, ...choosePositive(classes, options.positive) };
}

function decideTask(
  { name, type }: Field,
  classCount: number | undefined,
  asked: ProblemOptions['task'],
): { isClasses: boolean; reason: string } {
  if (asked !== undefined) return { isClasses: asked === 'classification', reason: `${asked} was asked for` };
  const values = classCount === undefined ? 'many' : String(classCount);
  if (type === 'boolean') return { isClasses: true, reason: `'${name}' is true or false` };
  if (type === 'utf8') return { isClasses: true, reason: `'${name}' is text with ${values} different values` };
  if (!isNumericType(type)) {
    throw new MillraceError('TARGET_INVALID', `the target '${name}' is a time`, {
      column: name,
      remedy: "learn a number or a condition computed from it, as in 'hour(date) > 12'",
    });
  }
  if (type === 'float32' || type === 'float64') return { isClasses: false, reason: `'${name}' is a measured number` };
  const isFew = classCount !== undefined && classCount <= MOST_NUMBER_CLASSES;
  return {
    isClasses: isFew,
    reason: `'${name}' holds whole numbers with ${classCount === undefined ? 'many' : classCount} different values`,
  };
}

type Balance = NonNullable<Problem['balance']>;

function choosePositive(classes: Balance, given: string | undefined): Pick<Problem, 'positive' | 'positiveReason'> {
  const names = classes.map((one) => one.class);
  if (given !== undefined) {
    if (names.includes(given)) return { positive: given, positiveReason: 'it was asked for' };
    throw new MillraceError('OPTION_INVALID', `there is no class '${given}' to be the positive one`, {
      value: given,
      remedy: `use one of: ${names.join(', ')}`,
    });
  }
  const yes = names.filter((name) => YES.test(name));
  if (yes.length === 1) return { positive: yes[0], positiveReason: 'its name says so' };
  // Balance falls; of two equally frequent classes the one that sorts last.
  const [first, second] = classes;
  if (first!.rowCount === second!.rowCount) {
    return { positive: names.sort().at(-1), positiveReason: 'both are equally frequent; it sorts last' };
  }
  return { positive: second!.class, positiveReason: 'it is the rarer of the two' };
}

function refusePositive(positive: string | undefined, why: string): void {
  if (positive === undefined) return;
  throw new MillraceError('OPTION_INVALID', `a positive class ('${positive}') has no meaning where ${why}`, {
    value: positive,
    remedy: 'leave it out',
  });
}
