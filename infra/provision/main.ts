import { parseArgs } from 'node:util';
import { closeClients } from '../../shared/platform/clients.ts';
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
    telegram: true,
    ...(functionsUrl !== undefined && { functionsUrl }),
  });
  for (const line of lines) console.log(line);
  const count = lines.length === 1 ? '1 change' : `${lines.length} changes`;
  console.log(
    lines.length === 0 ? 'Nothing to change.' : `${count} ${verb === 'apply' ? 'made' : 'to make'}.`,
  );
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
} finally {
  await closeClients();
}
