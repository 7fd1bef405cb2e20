import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../../shared/platform/config.ts';
import { buildFunctions } from '../build/build-functions.ts';
import { rows } from '../deployment.ts';
import { deployCommands, passedOn, shellLine } from './deploy-commands.ts';
import { grantCommands } from './grant-commands.ts';

const usage =
  'Usage: npm run deploy -- [--project PROJECT] [--only FUNCTION]… [--dry-run]\n' +
  '       npm run deploy -- --grants PROJECT_NUMBER [--project PROJECT]';

/** A reason not to deploy, or to stop, that the person at the terminal can act on. */
class CannotDeploy extends Error {}

try {
  await deploy();
} catch (cause) {
  const expected =
    cause instanceof CannotDeploy || cause instanceof ConfigError || cause instanceof TypeError;
  if (!expected) throw cause;
  console.error(cause.message);
  process.exitCode = 1;
}

async function deploy(): Promise<void> {
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      only: { type: 'string', multiple: true },
      'dry-run': { type: 'boolean' },
      grants: { type: 'string' },
    },
  });
  if (values.project !== undefined) process.env['GOOGLE_CLOUD_PROJECT'] = values.project;
  const config = readConfig(passedOn);
  const project = config.GOOGLE_CLOUD_PROJECT;
  if (values.grants !== undefined) {
    const commands = grantCommands(rows, { project, projectNumber: values.grants });
    for (const command of commands) console.log(shellLine(command));
    return;
  }

  const unknown = values.only?.find((name) => !rows.some(([known]) => known === name));
  if (unknown !== undefined) throw new CannotDeploy(`There is no function ${unknown}.\n${usage}`);
  const wanted = rows.filter(([name]) => values.only?.includes(name) ?? true);
  const commands = wanted.flatMap(([name, row]) => deployCommands(name, row, config));
  if (values['dry-run']) {
    for (const command of commands) console.log(shellLine(command));
    return;
  }

  if (project.startsWith('demo-')) {
    throw new CannotDeploy(`${project} is a project of the emulators; name a real one with --project.`);
  }
  if (spawnSync('gcloud', ['--version']).error) {
    throw new CannotDeploy(
      'gcloud is not installed, and deploying needs it: https://cloud.google.com/sdk/docs/install',
    );
  }
  await buildFunctions({ only: wanted.map(([name]) => name) });
  for (const command of commands) {
    const [program, ...options] = command;
    console.log(shellLine(command));
    const { status } = spawnSync(program, options, { stdio: 'inherit' });
    if (status !== 0) throw new CannotDeploy(`The command above failed; what came before it is deployed.`);
  }
}
