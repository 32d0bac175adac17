import { expect, test } from 'vitest';
import { compare, housing, table } from '../../examples/california-housing.ts';
import { sharedData } from '../support/shared-data.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const data = sharedData('california-housing.csv');

test.skipIf(data === undefined)('real blocks: trees are better than ridge, and ridge than the mean', async () => {
  const results = await compare(await housing(data!));
  const [mean, linear, forest, boosting] = results.map((result) => result.mean);
  expect(mean).toBeGreaterThan(115_000);
  expect(linear).toBeLessThan(69_000);
  expect(forest).toBeLessThan(49_500);
  expect(boosting).toBeLessThan(46_000);
  expect(results[3]!.improvement).toBeCloseTo(1 - boosting! / mean!, 12);
});

test('made blocks: the table names each model, its folds, its mean and what it gains', async () => {
  // Value follows from rooms a household, which no column holds.
  const rows = Array.from({ length: 500 }, (_, i) => {
    const households = 50 + ((i * 37) % 400);
    const perHousehold = 3 + ((i * 11) % 50) / 10;
    const rooms = Math.round(households * perHousehold);
    const bedrooms = i % 40 === 0 ? '' : Math.round(rooms / 5);
    const near = i % 3 === 0 ? 'INLAND' : 'NEAR BAY';
    const value = Math.round(40_000 * (rooms / households) + (i % 3 === 0 ? 0 : 50_000));
    return `-120.${i % 100},3${i % 9}.5,${i % 52},${rooms},${bedrooms},${households * 3},${households},${2 + (i % 7)},${value},${near}`;
  });
  const header =
    'longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,median_income,' +
    'median_house_value,ocean_proximity';
  const results = await compare(
    await housing(file(temporaryFolder(), 'blocks.csv', `${header}\n${rows.join('\n')}\n`)),
  );
  expect(results.map(({ name }) => name)).toEqual(['the mean', 'ridge', 'random forest', 'gradient boosting']);
  for (const { rmse, mean } of results) {
    expect(rmse).toHaveLength(5);
    expect(mean).toBeCloseTo(rmse.reduce((sum, one) => sum + one, 0) / 5, 9);
  }
  expect(results[0]!.improvement).toBe(0);
  expect(results[1]!.improvement).toBeGreaterThan(0.9); // a straight line of the ratio
  expect(results[3]!.improvement).toBeGreaterThan(0.8);
  const lines = table(results).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(/^RMSE in dollars +fold 1 +fold 2 +fold 3 +fold 4 +fold 5 +mean +better by$/);
  expect(lines[4]).toMatch(/^gradient boosting( +[\d,]+){6} +\d\d\.\d %$/);
});
