import { binFloat32 } from '../../src/engine/reference/bin_float32.ts';
import { testBins } from './bins-parity.ts';

testBins('bin_float32', (values) => Float32Array.from(values), binFloat32);
