import type { FunctionEntry } from '../../shared/platform/function.ts';

type Document = ReturnType<Awaited<ReturnType<FunctionEntry['load']>>['getOpenAPI31Document']>;

const info = {
  title: 'Butler',
  version: '1',
  description: 'One user model behind chat, shop and day.',
};

const securitySchemes = {
  user: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'ID token of the signed-in person',
  },
  service: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Google-signed token of a service account',
  },
  admin: { type: 'apiKey', in: 'header', name: 'x-admin-key', description: 'Admin key' },
} as const;

/** The API of all HTTP functions as one OpenAPI document. A path that two functions claim is an error. */
export async function mergeOpenapi(functions: Readonly<Record<string, FunctionEntry>>): Promise<Document> {
  const merged: Document = {
    openapi: '3.1.0',
    info,
    tags: [],
    paths: {},
    components: { securitySchemes, schemas: {} },
  };
  for (const [name, entry] of Object.entries(functions)) {
    if (entry.trigger !== 'http') continue;
    const { paths = {}, components } = (await entry.load()).getOpenAPI31Document({ openapi: '3.1.0', info });
    for (const [path, item] of Object.entries(paths)) {
      if (merged.paths?.[path]) throw new Error(`Two functions answer at ${path}; the second is ${name}.`);
      Object.assign(merged.paths ?? {}, { [path]: item });
    }
    Object.assign(merged.components?.schemas ?? {}, components?.schemas);
  }
  return merged;
}
