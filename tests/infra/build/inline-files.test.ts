import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, makeBundle } from '../../../infra/build/bundle-function.ts';
import { defaultRules, shippedText, shippedVersion } from '../../../shared/preferences/index.ts';

const run = promisify(execFile);
let folder: string;
let bundle: Bundle;

beforeAll(async () => {
  // Outside the repository, where no file beside the sources can be found.
  folder = await mkdtemp(join(tmpdir(), 'butler-inline-'));
  bundle = await makeBundle({
    name: 'rules',
    source: `export { defaultRules, parseRules, shippedText, shippedVersion } from './shared/preferences/index.ts';
      export const rules = (_, response) => response.end();`,
    folder: join(folder, 'rules'),
    warmUp: [],
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test('a bundle holds the rules that Butler comes with', async () => {
  const script = `const { defaultRules, shippedText, shippedVersion, parseRules } = require('./function.js');
    parseRules('usual: { bagde: 1 }').then(({ problems }) =>
      console.log(JSON.stringify({ defaultRules, shippedText, version: shippedVersion.version, problems })));`;
  const { stdout } = await run(process.execPath, ['-e', script], { cwd: bundle.folder });
  expect(JSON.parse(stdout)).toEqual({
    defaultRules,
    shippedText,
    version: shippedVersion.version,
    problems: [{ line: 1, column: 10, path: 'usual.bagde', rule: 'There is no such rule' }],
  });
});
