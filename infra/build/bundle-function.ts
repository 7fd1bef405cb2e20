import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { z } from 'zod';
import { inlineFiles } from './inline-files.ts';
import { pickImports } from './pick-imports.ts';
import { cacheFolder, entrySource, type WarmUp, warmSource } from './entry-source.ts';

export type Bundle = {
  folder: string;
  bytes: number;
  /** Sources of which something is in the bundle, from the root of the repository. */
  sources: ReadonlySet<string>;
};

export type BundleOptions = {
  /** The name that the framework looks for in what the bundle exports. */
  name: string;
  /** The module that exports it, with imports from the root of the repository. */
  source: string;
  folder: string;
  /** Requests that make the function run what its first requests will, so that their code is cached. */
  warmUp: readonly WarmUp[];
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Makes one function's bundle: a folder that the framework starts by itself and `gcloud` deploys. */
export async function makeBundle({ name, source, folder, warmUp }: BundleOptions): Promise<Bundle> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile, warnings } = await build({
    stdin: { contents: source, resolveDir: root, sourcefile: `${name}.ts`, loader: 'ts' },
    absWorkingDir: root,
    outfile: join(folder, 'function.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    // The clients are CommonJS; as one they start faster than as an ES module that must make `require` for them.
    format: 'cjs',
    minifyWhitespace: true,
    minifySyntax: true,
    // Libraries tell values by the names of their classes, and keeping names beside short ones starts slower.
    minifyIdentifiers: false,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    metafile: true,
    logLevel: 'silent',
    plugins: [inlineFiles, pickImports],
  });
  const [warning] = warnings;
  if (warning) throw new Error(`The bundle of ${name}: ${warning.text} (${warning.location?.file ?? ''})`);
  await Promise.all([
    writeFile(join(folder, 'index.js'), entrySource),
    writeFile(join(folder, 'warm.js'), warmSource(name, warmUp)),
    writeFile(join(folder, 'package.json'), await packageOf(name)),
  ]);
  await run(process.execPath, ['warm.js'], { cwd: folder });
  return { folder, ...contentOf(metafile) };
}

/** Makes the bundle of a function of the table of contents. */
export async function bundleFunction(
  name: string,
  options: { folder: string; warmUp: readonly WarmUp[] },
): Promise<Bundle> {
  const bundle = await makeBundle({
    name,
    source: `
      import { ${quoted(name)} as entry } from './functions/index.ts';
      import { deployable } from './shared/platform/bootstrap.ts';
      const listener = deployable(${quoted(name)}, entry);
      export { listener as ${quoted(name)} };`,
    ...options,
  });
  const foreign = [...bundle.sources].find((path) => /^(infra|tests|web)\//.test(path));
  if (foreign !== undefined)
    throw new Error(`The bundle of ${name} holds ${foreign}, which is not deployed.`);
  return bundle;
}

const quoted = (text: string) => JSON.stringify(text);

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });
const framework = '@google-cloud/functions-framework';

async function packageOf(name: string): Promise<string> {
  const { dependencies } = packageSchema.parse(
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  );
  const content = {
    name: `butler-${name}`,
    private: true,
    type: 'commonjs',
    main: 'index.js',
    engines: { node: '24' },
    // Google's build runs it on the Node that will run the function; a cache made by another is not used.
    scripts: { 'gcp-build': `rm -rf ${cacheFolder} && node warm.js` },
    dependencies: { [framework]: dependencies[framework] },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function contentOf({ outputs }: Metafile): { bytes: number; sources: ReadonlySet<string> } {
  const output = Object.entries(outputs).find(([path]) => path.endsWith('function.js'))?.[1];
  if (!output) throw new Error('esbuild made no function.js');
  const held = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { bytes: output.bytes, sources: new Set(held.map(([path]) => path)) };
}
