import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/**
 * Puts into a bundle what a `shared/<domain>/shipped-*.ts` exports instead of its code: such a module reads files beside
 * it, which a bundle does not hold, and what it makes of them need not be made again at each start.
 */
export const inlineFiles: Plugin = {
  name: 'inline-files',
  setup(build) {
    build.onLoad({ filter: /\/shared\/[^/]+\/shipped-[\w-]+\.ts$/, namespace: 'file' }, async ({ path }) => {
      const values = Object.entries((await import(pathToFileURL(path).href)) as Record<string, unknown>);
      const lines = values.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      return { contents: lines.join('\n'), loader: 'js' };
    });
  },
};
