import { expect, test } from 'vitest';
import { walk } from '../../examples/delivery-time.ts';

// By hand, for distances 1 2 3 4 and minutes 7 9 13 15, from weight 0 and intercept 0 with a learning rate of 0.05:
//   errors −7 −9 −13 −15   loss (49 + 81 + 169 + 225) / 4 = 131
//   gradient  weight 2/4 · (−7·1 − 9·2 − 13·3 − 15·4) = −62    intercept 2/4 · −44 = −22
//   update    weight 0 + 0.05 · 62 = 3.1                       intercept 0 + 0.05 · 22 = 1.1
//   errors −2.8 −1.7 −2.6 −1.5   loss (7.84 + 2.89 + 6.76 + 2.25) / 4 = 4.935
//   gradient  weight 2/4 · (−2.8 − 3.4 − 7.8 − 6) = −10        intercept 2/4 · −8.6 = −4.3
//   update    weight 3.1 + 0.5 = 3.6                           intercept 1.1 + 0.215 = 1.315
test('one neuron descends as calculated by hand', async () => {
  const [first, second, third] = await walk(2);
  expect(first!.predictions).toEqual([0, 0, 0, 0]);
  expect(first!.loss).toBeCloseTo(131, 12);
  expect(first!.gradient[0]).toBeCloseTo(-62, 10);
  expect(first!.gradient[1]).toBeCloseTo(-22, 10);
  expect(second!.weight).toBeCloseTo(3.1, 12);
  expect(second!.intercept).toBeCloseTo(1.1, 12);
  expect(second!.predictions[0]).toBeCloseTo(4.2, 12);
  expect(second!.predictions[3]).toBeCloseTo(13.5, 12);
  expect(second!.loss).toBeCloseTo(4.935, 12);
  expect(second!.gradient[0]).toBeCloseTo(-10, 10);
  expect(second!.gradient[1]).toBeCloseTo(-4.3, 10);
  expect(third!.weight).toBeCloseTo(3.6, 12);
  expect(third!.intercept).toBeCloseTo(1.315, 12);
});
