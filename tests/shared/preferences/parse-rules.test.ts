import { expect, test } from 'vitest';
import {
  defaultRules,
  describeRulesProblem,
  parseRules,
  shippedText,
  versionOf,
} from '../../../shared/preferences/index.ts';

const told = async (text: string) => ((await parseRules(text)).problems ?? []).map(describeRulesProblem);

test('the shipped file holds every rule, and is the default', async () => {
  expect((await parseRules(shippedText)).rules).toEqual(defaultRules);
  expect((await parseRules('')).rules).toEqual(defaultRules);
  expect((await parseRules('# nothing said\n')).rules).toEqual(defaultRules);
});

test('what a file leaves out is as shipped; lists are as the file has them', async () => {
  const { rules } = await parseRules(
    'weights: { share: 0.3 }\nhalfLifeDays:\n  item: { minus: 40 }\nsynonyms: [[soy, soya]]',
  );
  expect(rules).toMatchObject({
    weights: { ...defaultRules.weights, share: 0.3 },
    boosts: defaultRules.boosts,
  });
  expect(rules?.halfLifeDays.item).toEqual({ plus: defaultRules.halfLifeDays.item.plus, minus: 40 });
  expect(rules?.synonyms).toEqual([['soy', 'soya']]);
});

test('every problem is told with line, column, path and rule', async () => {
  const text = `usual:
  badge: 2
  bagde: 0.5
halfLifeDays:
  item:
    minus: 1
weights:
  Purchase: 1
  click_product: a lot
synonyms:
  - [milk]
`;
  expect(await told(text)).toEqual([
    '2:10 usual.badge: Too big: expected number to be <=1',
    '3:3 usual.bagde: There is no such rule',
    '6:12 halfLifeDays.item.minus: Too small: expected number to be >=7',
    expect.stringMatching(/^8:3 weights\.Purchase: /),
    '9:18 weights.click_product: Invalid input: expected number, received string',
    '11:5 synonyms.0: Too small: expected array to have >=2 items',
  ]);
});

test('what is no YAML, or says a thing twice, is told with its place', async () => {
  expect(await told('usual:\n  badge: [0.5')).toEqual([expect.stringMatching(/^2:\d+ /)]);
  expect(await told('usual: {}\nusual: {}')).toEqual([expect.stringMatching(/^2:1 .*unique/)]);
  expect(await told('- usual')).toEqual([expect.stringMatching(/^1:1 .*object/)]);
  expect(await told('usual:')).toEqual([expect.stringMatching(/^1:\d .*usual.*object/)]);
  expect(await told('__proto__: { usual: 1 }')).toEqual(['1:1 __proto__: There is no such rule']);
});

test('a text that unfolds without end is refused', async () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [index, name] of ['b', 'c', 'd', 'e', 'f'].entries())
    lines.push(`${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(', ')}]`);
  expect(await told(lines.join('\n'))).toEqual([expect.stringMatching(/alias/)]);
  expect(await told('#'.repeat(200_001))).toEqual([expect.stringMatching(/characters/)]);
});

test('equal rules have equal versions, however they are written', async () => {
  const version = async (text: string) => versionOf((await parseRules(text)).rules ?? defaultRules);
  expect(await version('# said for clarity\nweights: { purchase: 1 }')).toBe(versionOf(defaultRules));
  expect(await version('weights: { purchase: 2 }')).not.toBe(versionOf(defaultRules));
});
