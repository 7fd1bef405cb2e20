import { parseArgs } from 'node:util';
import { rows } from '../deployment.ts';
import { buildFunctions } from './build-functions.ts';
import { nowhere } from './entry-source.ts';
import { writeHosting } from './write-hosting.ts';

const usage = 'Usage: npm run build -- [--only FUNCTION]…';

// The API's documents come from the functions' routes, which are built as they would run, and reach nothing.
Object.assign(process.env, nowhere);

try {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  const unknown = values.only?.find((name) => !rows.some(([known]) => known === name));
  if (unknown !== undefined) throw new TypeError(`There is no function ${unknown}. ${usage}`);
  for (const [name, { folder, bytes }] of await buildFunctions({ only: values.only })) {
    console.log(`${folder}: ${name}, ${(bytes / 1_048_576).toFixed(1)} MB`);
  }
  if (!values.only) console.log(`dist/hosting: ${(await writeHosting()).join(' ')}`);
} catch (cause) {
  if (!(cause instanceof TypeError)) throw cause;
  console.error(cause.message);
  process.exitCode = 1;
}
// What functions load in the background goes on asking for what is not there.
process.exit();
