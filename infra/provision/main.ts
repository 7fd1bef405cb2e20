import { parseArgs } from 'node:util';
import { closeClients } from '../../shared/platform/clients.ts';
import { ConfigError } from '../../shared/platform/config.ts';
import { RefusedChange } from './change.ts';
import { provision } from './provision.ts';

const usage = 'Usage: npm run provision -- plan|apply [--project PROJECT] [--functions-url URL]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { project: { type: 'string' }, 'functions-url': { type: 'string' } },
  });
  const [verb] = positionals;
  if (positionals.length !== 1 || (verb !== 'plan' && verb !== 'apply')) throw new TypeError(usage);
  if (values.project !== undefined) process.env['GOOGLE_CLOUD_PROJECT'] = values.project;
  const functionsUrl = values['functions-url'];
  const lines = await provision({
    apply: verb === 'apply',
    ...(functionsUrl !== undefined && { functionsUrl }),
  });
  for (const line of lines) console.log(line);
  const count = lines.length === 1 ? '1 change' : `${lines.length} changes`;
  console.log(
    lines.length === 0 ? 'Nothing to change.' : `${count} ${verb === 'apply' ? 'made' : 'to make'}.`,
  );
} catch (cause) {
  const expected =
    cause instanceof RefusedChange || cause instanceof ConfigError || cause instanceof TypeError;
  if (!expected) throw cause;
  console.error(cause.message);
  process.exitCode = 1;
} finally {
  await closeClients();
}
