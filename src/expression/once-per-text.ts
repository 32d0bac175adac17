import { Column } from '../engine/column.ts';
import type { RunOptions } from '../engine/job.ts';
import { evaluate } from './evaluate.ts';
import type { ColumnBatch, ColumnEvaluation } from './native.ts';
import { columnNames, type ExpressionNode, walk } from './node.ts';
import type { Expression } from './types.ts';

/** More texts than this are seldom few among the rows of a batch. */
const MOST_TEXTS = 65_536;

/**
 * An expression of one text column, evaluated for each different text and handed to the rows that hold it: units, dates
 * and categories are few texts many times over. Undefined where more than that one column decides a row's value, or where
 * most rows differ.
 */
export async function evaluateOncePerText(
  expression: Expression,
  batch: ColumnBatch,
  options: RunOptions,
): Promise<ColumnEvaluation | undefined> {
  const name = onlyColumn(expression.node);
  const given = name === undefined ? undefined : batch.columns.get(name)!;
  if (given?.type !== 'utf8') return undefined;
  const distinct = await given.distinctTexts(Math.min(MOST_TEXTS, batch.length >> 1), options);
  if (distinct === undefined) return undefined;
  const texts = given.take(distinct.first);
  const { column, nonFinite } = evaluate(expression, {
    length: texts.length,
    rowIds: new Float64Array(texts.length),
    column: () => texts.data,
  });
  texts.release();
  // How many rows a text that gave no finite number stands for is not known here.
  if (nonFinite > 0) return undefined;
  const made = Column.fromData(column);
  const result = made.take(distinct.codes);
  made.release();
  return { column: result, nonFinite: 0 };
}

const onlyColumns = new WeakMap<ExpressionNode, { readonly name: string | undefined }>();

/** The one column whose value in a row decides that of the expression; undefined where there is no such column. */
function onlyColumn(node: ExpressionNode): string | undefined {
  let found = onlyColumns.get(node);
  if (found === undefined) {
    const names = columnNames(node);
    let looksElsewhere = false;
    walk(node, ({ kind, ...rest }) => {
      looksElsewhere ||= kind === 'rowId' || ('operation' in rest && rest.operation === 'over');
    });
    found = { name: names.length === 1 && !looksElsewhere && node.kind === 'call' ? names[0] : undefined };
    onlyColumns.set(node, found);
  }
  return found.name;
}
