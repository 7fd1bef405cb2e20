import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as functions from '../../functions/index.ts';
import { staticFiles } from '../docs/static-files.ts';

const folder = join('dist', 'hosting');

/** Writes the files that hosting serves as they are, and says which. */
export async function writeHosting(): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  const files = await staticFiles(functions);
  for (const [path, { body }] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, body);
  }
  return [...files.keys()];
}
