import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FunctionEntry } from '../../shared/platform/function.ts';
import { mergeOpenapi } from './merge-openapi.ts';

export type StaticFile = { type: string; body: Buffer | string };

const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Butler API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, tryItOutEnabled: true });\n`;

/** The files that hosting serves as they are, by path: the merged API and the page to browse it. */
export async function staticFiles(
  functions: Readonly<Record<string, FunctionEntry>>,
): Promise<ReadonlyMap<string, StaticFile>> {
  const openapi = JSON.stringify(await mergeOpenapi(functions), null, 2);
  return new Map<string, StaticFile>([
    ['/openapi.json', { type: 'application/json', body: openapi }],
    ['/docs/index.html', { type: 'text/html; charset=utf-8', body: page }],
    ['/docs/start.js', { type: 'text/javascript', body: start }],
    ['/docs/swagger-ui.css', { type: 'text/css', body: await readFile(join(swagger, 'swagger-ui.css')) }],
    [
      '/docs/swagger-ui-bundle.js',
      { type: 'text/javascript', body: await readFile(join(swagger, 'swagger-ui-bundle.js')) },
    ],
  ]);
}
