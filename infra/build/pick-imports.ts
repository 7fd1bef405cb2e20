import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const namespace = 'picked';
const pattern = /(const \{([^}]*)\} = await import\()'(\.[^']+)'/g;

/**
 * Lets `const { a } = await import('./x.ts')` bring in `a` alone. esbuild keeps all that a module exports when
 * it is imported in running code; a module in between that exports only the picked names makes it see.
 */
export const pickImports: Plugin = {
  name: 'pick-imports',
  setup(build) {
    build.onLoad({ filter: /\/(functions|shared)\/.*\.ts$/, namespace: 'file' }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        pattern,
        (_, before: string, picked: string, from: string) =>
          `${before}'${namespace}:${namesIn(picked).join(',')}:${from}'`,
      );
      return { contents, loader: 'ts' };
    });
    build.onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path, resolveDir }) => {
      const [, names = '', from = ''] = path.split(':');
      return { path: `${resolve(resolveDir, from)}:${names}`, namespace };
    });
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => {
      const [from = '', names = ''] = path.split(':');
      return { contents: `export { ${names} } from ${JSON.stringify(from)};`, resolveDir: '/' };
    });
  },
};

function namesIn(picked: string): string[] {
  return picked
    .split(',')
    .map((part) => (part.split(':')[0] ?? '').trim())
    .filter(Boolean);
}
