import { MillraceError } from '../core/errors.ts';
import type { Model } from '../pipeline/model.ts';
import { type Tree, type TreeNode, TreeNodes, type TreeSplit } from './tree-nodes.ts';

/** What `dumpTrees(model, 'json')` holds, as JSON text. */
export interface TreesDump {
  /** The learner's name. */
  readonly learner: string;
  /** `identity`, `sigmoid`, `softmax` or `exp`: what turns scores into predictions. */
  readonly link: string;
  /** [outputs]: what scores begin with. */
  readonly baseScores: readonly number[];
  /** What the sum over the trees is multiplied by. */
  readonly scale: number;
  readonly trees: readonly Tree[];
}

/**
 * The trees of a model to read: features and categories by name, thresholds, where missing values go, training rows
 * (cover), gains and values of every node. `text` draws them as indented lines, `json` is a `TreesDump`. For models of
 * very many trees take a range of them.
 *
 * @param range the trees from `begin` up to `end`; all by default
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, OPTION_INVALID
 */
export function dumpTrees(
  model: Model,
  format: 'text' | 'json',
  range: { readonly begin?: number | undefined; readonly end?: number | undefined } = {},
): string {
  const nodes = new TreeNodes(model, 'dumpTrees');
  if (format !== 'text' && format !== 'json') {
    throw new MillraceError('OPTION_INVALID', `dumpTrees: the format must be 'text' or 'json', not '${format}'`, {
      value: format,
      remedy: "give 'text' or 'json'",
    });
  }
  const { begin = 0, end = nodes.count } = range;
  if (!(Number.isInteger(begin) && Number.isInteger(end) && begin >= 0 && begin <= end)) {
    throw new MillraceError('OPTION_INVALID', `dumpTrees: there is no range from ${begin} up to ${end}`, {
      remedy: `give whole numbers from 0 to ${nodes.count}, the first no greater than the second`,
    });
  }
  const trees = Array.from({ length: Math.max(0, Math.min(end, nodes.count) - begin) }, (_, i) =>
    nodes.tree(begin + i),
  );
  if (format === 'text') return trees.map(treeText).join('\n');
  const { link, baseScores, scale } = nodes.trees;
  const dump: TreesDump = {
    learner: model.parts.predictor.name,
    link,
    baseScores: [...baseScores],
    scale,
    trees,
  };
  return JSON.stringify(dump);
}

function treeText({ index, output, root }: Tree): string {
  const lines = [`tree ${index}${output === undefined ? '' : ` of ${output}`}`];
  const waiting: { node: TreeNode; before: string; label: string }[] = [{ node: root, before: '', label: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, before, label } = next;
    const facts = [`value ${valueText(node.value)}`, `cover ${numberText(node.cover)}`];
    if (node.kind === 'leaf') {
      lines.push(`${before}${label}${facts.join(', ')}`);
      continue;
    }
    lines.push(`${before}${label}${splitText(node)}? (gain ${numberText(node.gain)}, ${facts.join(', ')})`);
    const inner = `${before}  `;
    const [yes, no] = node.missing === 'left' ? ['yes or missing: ', 'no: '] : ['yes: ', 'no or missing: '];
    waiting.push({ node: node.right, before: inner, label: node.missing === undefined ? 'no: ' : no });
    waiting.push({ node: node.left, before: inner, label: yes });
  }
  return `${lines.join('\n')}\n`;
}

/** The question that a split asks. */
export function splitText({ feature, threshold, categories, missing, zeroIsMissing }: TreeSplit): string {
  const notes = zeroIsMissing ? ' (0 counts as missing)' : missing === undefined ? ' (missing counts as 0)' : '';
  if (categories !== undefined) return `${feature} in {${categories.join(', ')}}${notes}`;
  return `${feature} ≤ ${numberText(threshold!)}${notes}`;
}

function valueText(value: number | readonly number[]): string {
  return typeof value === 'number' ? numberText(value) : `[${value.map(numberText).join(', ')}]`;
}

/** Seven digits: enough to tell values apart, few enough to read. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(7)));
}
