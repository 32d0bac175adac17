import { splitText } from '../../explain/dump.ts';
import type { Tree, TreeNode, TreeSplit } from '../../explain/tree-nodes.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

/** Levels of splits that are drawn. */
const MOST_LEVELS = 4;
const WIDTH = 980;
const ROW_HEIGHT = 34;
const MOST_CHARACTERS = 24;
/** Where branches begin: right of the text. */
const FORK = 0.82;

interface Drawn {
  readonly level: number;
  readonly y: number;
  readonly text: string;
  readonly note: string;
  readonly kind: 'split' | 'leaf' | 'more';
  readonly share: number;
}

interface Line {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  readonly share: number;
}

/** A tree from left to right: the first levels, each node with its question and its share of the rows. */
export function treePlot(tree: Tree, treeCount: number): Plot {
  const nodes: Drawn[] = [];
  const lines: Line[] = [];
  const total = tree.root.cover || 1;
  let rows = 0;

  /** Draws what is below a node; gives its height. */
  const draw = (node: TreeNode, level: number): number => {
    const share = node.cover / total;
    const count = Math.round(node.cover);
    const note = count === 1 ? '1 row' : `${formatCount(count)} rows`;
    if (node.kind === 'leaf' || level === MOST_LEVELS) {
      const y = rows++;
      const text = node.kind === 'leaf' ? valueText(node.value) : moreText(splitsBelow(node));
      nodes.push({ level, y, text, note, kind: node.kind === 'leaf' ? 'leaf' : 'more', share });
      return y;
    }
    const [above, below] = [draw(node.left, level + 1), draw(node.right, level + 1)];
    const y = (above + below) / 2;
    for (const [child, at] of [
      [node.left, above],
      [node.right, below],
    ] as const) {
      lines.push({ x: level + FORK, y, x2: level + 0.97, y2: at, share: child.cover / total });
    }
    nodes.push({ level, y, text: question(node), note, kind: 'split', share });
    return y;
  };
  draw(tree.root, 0);
  const levels = Math.max(...nodes.map(({ level }) => level));
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [-0.04, levels + 0.86], nice: false, zero: false },
    axis: null,
  });
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [rows - 0.4, -0.6], nice: false, zero: false },
    axis: null,
  });
  const width = { field: 'share', type: 'quantitative', scale: { domain: [0, 1], range: [0.75, 9] }, legend: null };
  const label = (field: string, dy: number, mark: object) => ({
    mark: { type: 'text', align: 'left', dx: 8, dy, limit: WIDTH, ...mark },
    encoding: { x: x('level'), y: y('y'), text: { field, type: 'nominal' } },
  });
  return {
    id: 'tree',
    title:
      treeCount === 1
        ? 'The tree'
        : `The first of ${formatCount(treeCount)} trees${tree.output === undefined ? '' : `, of ${tree.output}`}`,
    description:
      'Upper branches are taken where the answer is yes. Lines are as wide as the share of training rows that took them; ' +
      'numbers at the ends are what a leaf adds to the score.',
    width: WIDTH,
    height: Math.max(120, ROW_HEIGHT * rows + 10),
    spec: {
      layer: [
        {
          data: { values: lines },
          mark: { type: 'rule', color: COLOUR.line, strokeCap: 'round' },
          encoding: { x: x('x'), y: y('y'), x2: { field: 'x2' }, y2: { field: 'y2' }, strokeWidth: width },
        },
        {
          data: { values: nodes },
          mark: { type: 'point', size: 46, opacity: 1 },
          encoding: {
            x: x('level'),
            y: y('y'),
            color: {
              field: 'kind',
              type: 'nominal',
              scale: { domain: ['split', 'leaf', 'more'], range: [COLOUR.accent, COLOUR.third, COLOUR.muted] },
              legend: null,
            },
          },
        },
        { data: { values: nodes }, ...label('text', -6, { fontSize: 12, color: COLOUR.ink }) },
        { data: { values: nodes }, ...label('note', 8, { fontSize: 11, color: COLOUR.muted }) },
      ],
    },
  };
}

function question(node: TreeSplit): string {
  const { feature, categories, threshold } = node;
  // In full where it fits, else with a shorter name, fewer digits and the first categories.
  const full = splitText({ ...node, missing: 'left', zeroIsMissing: false });
  if (full.length <= MOST_CHARACTERS) return full;
  if (categories === undefined) {
    const bound = ` ≤ ${formatNumber(threshold!, 4)}`;
    return `${cut(feature, MOST_CHARACTERS - bound.length)}${bound}`;
  }
  const name = cut(feature, MOST_CHARACTERS - 12);
  const first = cut(String(categories[0] ?? 'none'), MOST_CHARACTERS - name.length - 6);
  return `${name}: ${first}${categories.length > 1 ? ` + ${categories.length - 1}` : ''}`;
}

function cut(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

function valueText(value: number | readonly number[]): string {
  const signed = (one: number) => `${one > 0 ? '+' : ''}${formatNumber(one, 4)}`;
  return typeof value === 'number'
    ? signed(value)
    : value
        .slice(0, 3)
        .map((one) => formatNumber(one, 3))
        .join(' · ');
}

function moreText(splits: number): string {
  return splits === 1 ? '… 1 more split' : `… ${formatCount(splits)} more splits`;
}

function splitsBelow(node: TreeNode): number {
  return node.kind === 'leaf' ? 0 : 1 + splitsBelow(node.left) + splitsBelow(node.right);
}
