import type { ForestArrays, ForestLink } from '../matrix/forest.ts';

/** A node of a tree to add. Children are named by the ids that the tree's own numbering has for them. */
export interface BuiltNode {
  /** −1 for a leaf. */
  readonly feature: number;
  readonly flags: number;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
  /** The category set's words. */
  readonly categories?: ArrayLike<number> | undefined;
  readonly cover: number;
  readonly weight: number;
  readonly gain: number;
  readonly value: number;
}

/** Collects trees of one value a leaf into `ForestArrays`. */
export class ForestBuilder {
  readonly #treeBegins: number[] = [0];
  readonly #treeOutputs: number[] = [];
  readonly #nodes: BuiltNode[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];

  get treeCount(): number {
    return this.#treeOutputs.length;
  }

  /**
   * Adds a tree, its nodes in the order of a walk that goes left first. Of `nodeCount` nodes each may be reached once.
   *
   * @throws RangeError when a child is out of range or reached twice
   */
  add(output: number, root: number, nodeCount: number, nodeOf: (id: number) => BuiltNode): void {
    const begin = this.#nodes.length;
    const reached = new Uint8Array(nodeCount);
    const waiting: { id: number; parent: number; isLeft: boolean }[] = [{ id: root, parent: -1, isLeft: false }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { id, parent, isLeft } = next;
      if (!(id >= 0 && id < nodeCount)) throw new RangeError(`there is no node ${id}`);
      if (reached[id]) throw new RangeError(`node ${id} has two parents`);
      reached[id] = 1;
      const at = this.#nodes.length;
      const node = nodeOf(id);
      this.#nodes.push(node);
      this.#left.push(-1);
      this.#right.push(-1);
      if (parent >= 0) (isLeft ? this.#left : this.#right)[parent] = at - begin;
      if (node.feature < 0) continue;
      waiting.push({ id: node.right, parent: at, isLeft: false }, { id: node.left, parent: at, isLeft: true });
    }
    this.#treeBegins.push(this.#nodes.length);
    this.#treeOutputs.push(output);
  }

  finish(forest: {
    readonly featureCount: number;
    readonly outputCount: number;
    readonly scale: number;
    readonly float32Sums?: boolean;
    readonly link: ForestLink;
    readonly baseScores: Float64Array;
  }): ForestArrays {
    const nodes = this.#nodes;
    const categoryBegins = new Uint32Array(nodes.length + 1);
    nodes.forEach((node, i) => {
      categoryBegins[i + 1] = categoryBegins[i]! + (node.categories?.length ?? 0);
    });
    const categoryWords = new Uint32Array(categoryBegins[nodes.length]!);
    nodes.forEach((node, i) => {
      if (node.categories) categoryWords.set(node.categories, categoryBegins[i]!);
    });
    return {
      ...forest,
      valueWidth: 1,
      treeBegins: Uint32Array.from(this.#treeBegins),
      treeOutputs: Int32Array.from(this.#treeOutputs),
      feature: Int32Array.from(nodes, (node) => node.feature),
      flags: Uint8Array.from(nodes, (node) => node.flags),
      threshold: Float64Array.from(nodes, (node) => node.threshold),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      categoryBegins,
      cover: Float64Array.from(nodes, (node) => node.cover),
      weight: Float64Array.from(nodes, (node) => node.weight),
      gain: Float64Array.from(nodes, (node) => node.gain),
      values: Float64Array.from(nodes, (node) => node.value),
      categoryWords,
    };
  }
}
