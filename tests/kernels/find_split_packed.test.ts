import { findSplitPacked } from '../../src/engine/reference/find_split_packed.ts';
import { splitInputs, splitSizes } from './split-inputs.ts';
import { testTreeParity } from './tree-parity.ts';

testTreeParity('find_split_packed', findSplitPacked, splitSizes, splitInputs);
