import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publicPaths } from '../../../infra/deployment.ts';
import { rewritesOf } from '../../../infra/hosting/rewrites.ts';

test('hosting rewrites every public path to its function', () => {
  const { hosting } = JSON.parse(readFileSync('firebase.json', 'utf8'));
  expect(hosting.rewrites).toEqual(rewritesOf(publicPaths));
  expect(hosting.rewrites).toContainEqual({
    source: '/health',
    function: { functionId: 'health', region: 'europe-west1' },
  });
});

test('a longer path goes before a shorter one that holds it too', () => {
  const sources = rewritesOf([
    ['/plans/**', 'plans'],
    ['/plans/weekly/**', 'weekly'],
  ]).map(({ source }) => source);
  expect(sources).toEqual(['/plans/weekly/**', '/plans/**']);
});
