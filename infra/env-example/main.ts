import { readFileSync, writeFileSync } from 'node:fs';
import { configSchema } from '../../shared/platform/config.ts';

/** The example file's text: every variable with what it is for and its default, commented out. */
function envExample(): string {
  const entries = Object.entries(configSchema.shape).map(([name, schema]) => {
    const { secret } = (schema.meta() ?? {}) as { secret?: boolean };
    const parsed = schema.safeParse(undefined);
    const fallback = parsed.success && parsed.data !== undefined ? [parsed.data].flat().join(',') : '';
    return `# ${schema.description ?? ''}${secret ? ' (secret)' : ''}\n#${name}=${fallback}\n`;
  });
  return `# Every variable Butler reads. Made from shared/platform/config.ts by \`npm run env-example\`.\n\n${entries.join('\n')}`;
}

const file = '.env.example';
const text = envExample();
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} differs from the configuration's schema; run: npm run env-example`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
