import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { publicPaths } from '../deployment.ts';
import { rewritesOf } from './rewrites.ts';

const file = 'firebase.json';
// A record keeps the order of keys, where an object schema would not.
const settingsSchema = z.record(z.string(), z.unknown());

const firebase = settingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const hosting = settingsSchema.parse(firebase['hosting']);
const rewrites = rewritesOf(publicPaths);

if (!process.argv.includes('--check')) {
  const text = JSON.stringify({ ...firebase, hosting: { ...hosting, rewrites } }, null, 2);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
} else if (!isDeepStrictEqual(hosting['rewrites'], rewrites)) {
  console.error(`The rewrites in ${file} differ from infra/deployment.ts; run: npm run rewrites`);
  process.exitCode = 1;
}
