import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLightGBM } from '../../src/interchange/lightgbm-text.ts';
import { parseXGBoost } from '../../src/interchange/xgboost-json.ts';
import { faultOf } from '../support/fault.ts';
import { GOLDEN } from './golden-cases.ts';

const lightgbm = readFileSync(path.join(GOLDEN, 'lightgbm-binary.txt'), 'utf8');
const xgboost = readFileSync(path.join(GOLDEN, 'xgboost-binary.json'), 'utf8');
const dart = readFileSync(path.join(GOLDEN, 'xgboost-dart.json'), 'utf8');

describe('LightGBM files', () => {
  const faults: [what: string, text: string, code: string, message: RegExp][] = [
    ['nothing', '', 'MODEL_INVALID', /no LightGBM text model/],
    ['another kind', xgboost, 'MODEL_INVALID', /no LightGBM text model/],
    ['cut after a line', lightgbm.slice(0, lightgbm.indexOf('Tree=3')), 'MODEL_CORRUPT', /line \d+: it ends before/],
    [
      'a tree is gone',
      lightgbm.replace(/Tree=3[\s\S]*?\n\n\n/, ''),
      'MODEL_CORRUPT',
      /line \d+: 'Tree=4' is out of order/,
    ],
    ['a key is gone', lightgbm.replace(/threshold=.*\n/, ''), 'MODEL_CORRUPT', /tree 0: it has no 'threshold'/],
    [
      'a number is gone',
      lightgbm.replace(/leaf_value=\S+ /, 'leaf_value='),
      'MODEL_CORRUPT',
      /line \d+, tree 0, 'leaf_value': it holds 7 numbers, not 8/,
    ],
    [
      'no number',
      lightgbm.replace(/leaf_value=\S+/, 'leaf_value=x1'),
      'MODEL_CORRUPT',
      /'leaf_value': 'x1' is no number/,
    ],
    ['a cycle', lightgbm.replace(/left_child=\S+/, 'left_child=0'), 'MODEL_CORRUPT', /tree 0, 'left_child' and 'right/],
    ['no such child', lightgbm.replace(/left_child=\S+/, 'left_child=70'), 'MODEL_CORRUPT', /there is no node -1/],
    ['no such leaf', lightgbm.replace(/left_child=\S+/, 'left_child=-70'), 'MODEL_CORRUPT', /there is no node \d+/],
    ['no such feature', lightgbm.replace(/split_feature=\S+/, 'split_feature=5'), 'MODEL_CORRUPT', /no feature 5/],
    ['a name is gone', lightgbm.replace('feature_names=age ', 'feature_names='), 'MODEL_CORRUPT', /4 names, not 5/],
    ['sizes of other trees', lightgbm.replace(/tree_sizes=\d+ /, 'tree_sizes='), 'MODEL_CORRUPT', /names 7 trees.* 8/],
    [
      'linear trees',
      lightgbm.replace('is_linear=0', 'is_linear=1'),
      'MODEL_UNSUPPORTED',
      /linear models in its leaves/,
    ],
    [
      'an objective',
      lightgbm.replace('objective=binary sigmoid:1', 'objective=multiclassova num_class:3 sigmoid:1'),
      'MODEL_UNSUPPORTED',
      /objective 'multiclassova num_class:3 sigmoid:1'/,
    ],
    [
      'roots',
      lightgbm.replace('objective=binary sigmoid:1', 'objective=regression sqrt'),
      'MODEL_UNSUPPORTED',
      /objective 'regression sqrt'/,
    ],
  ];
  test.each(faults)('%s', async (_, text, code, message) => {
    const fault = await faultOf(() => parseLightGBM(text, 'model.txt'));
    expect(fault.message).toMatch(message);
    expect(fault).toMatchObject({ code, file: 'model.txt' });
    expect(fault.remedy).toBeTruthy();
  });

  test('cut anywhere it is an error, never a model of fewer trees', async () => {
    const end = lightgbm.indexOf('end of trees');
    for (let at = 0; at < end; at += 97) {
      const fault = await faultOf(() => parseLightGBM(lightgbm.slice(0, at), 'model.txt'));
      expect(['MODEL_CORRUPT', 'MODEL_INVALID']).toContain(fault.code);
    }
  });
});

type Json = { [key: string]: Json } & Json[];

/** The model with one place changed. */
function changed(text: string, change: (learner: Json, tree: Json) => void): string {
  const model = JSON.parse(text);
  const booster = model.learner.gradient_booster;
  change(model.learner, (booster.gbtree ?? booster).model.trees[0]);
  return JSON.stringify(model);
}

describe('XGBoost files', () => {
  const set = (of: Json, key: string | number, value: unknown) => {
    (of as Record<string | number, unknown>)[key] = value;
  };
  const faults: [what: string, text: string, code: string, message: RegExp][] = [
    ['nothing', '', 'MODEL_INVALID', /no XGBoost JSON model/],
    ['another kind', lightgbm, 'MODEL_INVALID', /no XGBoost JSON model/],
    ['other JSON', '{"a": 1}', 'MODEL_INVALID', /no XGBoost JSON model/],
    ['cut', xgboost.slice(0, 5000), 'MODEL_CORRUPT', /the JSON: /],
    [
      'a key is gone',
      changed(xgboost, (_, tree) => set(tree, 'sum_hessian', undefined)),
      'MODEL_CORRUPT',
      /learner\.gradient_booster\.model\.trees\.0\.sum_hessian: /,
    ],
    [
      'too few nodes',
      changed(xgboost, (_, tree) => tree.loss_changes!.pop()),
      'MODEL_CORRUPT',
      /trees\.0\.loss_changes: it holds \d+ of \d+ nodes/,
    ],
    [
      'a cycle',
      changed(xgboost, (_, tree) => set(tree.left_children!, 0, 0)),
      'MODEL_CORRUPT',
      /trees\.0\.left_children and right_children: node 0 has two parents/,
    ],
    ['no such child', changed(xgboost, (_, t) => set(t.left_children!, 0, 9999)), 'MODEL_CORRUPT', /no node 9999/],
    ['no such feature', changed(xgboost, (_, t) => set(t.split_indices!, 0, 5)), 'MODEL_CORRUPT', /no feature 5/],
    [
      'half a set',
      changed(xgboost, (_, t) => set(t.categories_sizes!, 0, 99999)),
      'MODEL_CORRUPT',
      /trees\.0\.categories: the set of node \d+ is not whole/,
    ],
    [
      'no base score',
      changed(xgboost, (learner) => set(learner.learner_model_param!, 'base_score', 'x')),
      'MODEL_CORRUPT',
      /base_score: 'x'/,
    ],
    ['no weights', changed(dart, (l) => set(l.gradient_booster!, 'weight_drop', [1])), 'MODEL_CORRUPT', /weight_drop/],
    [
      'linear',
      changed(xgboost, (l) => set(l.gradient_booster!, 'name', 'gblinear')),
      'MODEL_UNSUPPORTED',
      /'gblinear'/,
    ],
    [
      'hinge loss',
      changed(xgboost, (learner) => set(learner.objective!, 'name', 'binary:hinge')),
      'MODEL_UNSUPPORTED',
      /objective 'binary:hinge'/,
    ],
    [
      'several targets',
      changed(xgboost, (learner) => set(learner.learner_model_param!, 'num_target', '2')),
      'MODEL_UNSUPPORTED',
      /several targets/,
    ],
  ];
  test.each(faults)('%s', async (_, text, code, message) => {
    const fault = await faultOf(() => parseXGBoost(text, 'model.json', 'all'));
    expect(fault.message).toMatch(message);
    expect(fault).toMatchObject({ code, file: 'model.json' });
    expect(fault.remedy).toBeTruthy();
  });
});
