import { findSplitWide } from '../../src/engine/reference/find_split_wide.ts';
import { splitInputs, splitSizes } from './split-inputs.ts';
import { testTreeParity } from './tree-parity.ts';

testTreeParity('find_split_wide', findSplitWide, splitSizes, splitInputs);
