import { binFloat64 } from '../../src/engine/reference/bin_float64.ts';
import { testBins } from './bins-parity.ts';

testBins('bin_float64', (values) => Float64Array.from(values), binFloat64);
