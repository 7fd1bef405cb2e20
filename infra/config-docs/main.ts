import { readFileSync, writeFileSync } from 'node:fs';
import { configSchema } from '../../shared/platform/config.ts';

type Variable = { name: string; description: string; fallback: string; secret: boolean };

const variables: Variable[] = Object.entries(configSchema.shape).map(([name, schema]) => {
  const { secret = false } = (schema.meta() ?? {}) as { secret?: boolean };
  const unset = schema.safeParse(undefined);
  const fallback = unset.success && unset.data !== undefined ? [unset.data].flat().join(',') : '';
  return { name, description: schema.description ?? '', fallback, secret };
});

const example = [
  '# Every variable Butler reads. Made from shared/platform/config.ts by `npm run config-docs`.',
  ...variables.map(
    ({ name, description, fallback, secret }) =>
      `# ${description}${secret ? ' (secret)' : ''}\n#${name}=${fallback}`,
  ),
].join('\n\n');

const table = [
  '| Variable | Default | For |',
  '| --- | --- | --- |',
  ...variables.map(
    ({ name, description, fallback, secret }) =>
      `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${description}${secret ? ' (secret)' : ''} |`,
  ),
].join('\n');

const readme = readFileSync('README.md', 'utf8').replace(
  /(<!-- configuration -->\n)[^]*(\n<!-- \/configuration -->)/,
  (_, open: string, close: string) => `${open}\n${table}\n${close}`,
);

const files = { '.env.example': `${example}\n`, 'README.md': readme };
for (const [file, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} differs from shared/platform/config.ts; run: npm run config-docs`);
    process.exitCode = 1;
  }
}
