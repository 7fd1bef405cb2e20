import { join } from 'node:path';
import { pushAccount } from '../../shared/platform/auth.ts';
import type { Config, ConfigName } from '../../shared/platform/config.ts';
import { functionsFolder } from '../build/build-functions.ts';
import type { Row } from '../deployment.ts';

/** A program and its arguments, as a process is started with them. */
export type Command = readonly [program: string, ...arguments: string[]];

/** The variables that a deployed function gets from the environment of who deploys it. */
export const passedOn = [
  'GOOGLE_CLOUD_PROJECT',
  'GOOGLE_CLOUD_REGION',
  'BIGQUERY_DATASET',
  'LOG_LEVEL',
  'MAX_BODY_BYTES',
  'CORS_ORIGINS',
  'SERVICE_ACCOUNTS',
  'MODEL_BASE_URL',
  'MODEL_NAME',
  'MODEL_CONTEXT_TOKENS',
  'FALLBACK_MODEL_BASE_URL',
  'FALLBACK_MODEL_NAME',
  'EMBEDDINGS_BASE_URL',
  'EMBEDDINGS_MODEL',
  'SPEECH_BASE_URL',
  'SPEECH_MODEL',
  'PERSONALIZATION_ENABLED',
  'TURNS_PER_MINUTE',
  'PERSON_TOKENS_PER_DAY',
  'TOTAL_TOKENS_PER_DAY',
  'MAX_VOICE_BYTES',
  'CHAT_URL',
  'TELEGRAM_WEBHOOK_URL',
  'TELEGRAM_ALLOWED',
] as const satisfies readonly ConfigName[];

/** Keys that are asked of Secret Manager only where the endpoint they are for is named. */
const keysOf: Partial<Record<ConfigName, keyof DeployConfig>> = {
  MODEL_API_KEY: 'MODEL_BASE_URL',
  FALLBACK_MODEL_API_KEY: 'FALLBACK_MODEL_BASE_URL',
  EMBEDDINGS_API_KEY: 'EMBEDDINGS_BASE_URL',
  SPEECH_API_KEY: 'SPEECH_BASE_URL',
  TELEGRAM_BOT_TOKEN: 'TELEGRAM_WEBHOOK_URL',
  TELEGRAM_SECRET: 'TELEGRAM_WEBHOOK_URL',
};

export type DeployConfig = Pick<Config, (typeof passedOn)[number]>;

/** What deploys one function, in order; each command may run again without harm. */
export function deployCommands(name: string, row: Row, config: DeployConfig): Command[] {
  const { GOOGLE_CLOUD_PROJECT: project, GOOGLE_CLOUD_REGION: region } = config;
  const place = [`--region=${region}`, `--project=${project}`];
  const secrets = row.secrets.filter((secret) => {
    const endpoint = keysOf[secret];
    return endpoint === undefined || config[endpoint] !== undefined;
  });
  const open = row.trigger.kind === 'http' && row.trigger.access === 'public';
  const variables = {
    ...Object.fromEntries(passedOn.map((variable) => [variable, [config[variable]].flat().join(',')])),
    // What the provisioner's subscriptions and schedules name as audience.
    SERVICE_AUDIENCE: `https://${region}-${project}.cloudfunctions.net/${name}`,
  };
  const deploy: Command = [
    'gcloud',
    'functions',
    'deploy',
    name,
    '--gen2',
    '--runtime=nodejs24',
    ...place,
    `--source=${join(functionsFolder, name)}`,
    `--entry-point=${name}`,
    // Topics push to it over HTTP too, by subscriptions of our own.
    '--trigger-http',
    open ? '--allow-unauthenticated' : '--no-allow-unauthenticated',
    `--memory=${row.memory}`,
    `--cpu=${row.cpu}`,
    `--concurrency=${row.concurrency}`,
    `--min-instances=${row.minInstances}`,
    `--max-instances=${row.maxInstances}`,
    `--timeout=${row.timeoutSeconds}s`,
    `--service-account=${row.serviceAccount}@${project}.iam.gserviceaccount.com`,
    `--set-env-vars=${listed(variables)}`,
    secrets.length > 0
      ? `--set-secrets=${secrets.map((secret) => `${secret}=${secret}:latest`).join(',')}`
      : '--clear-secrets',
    '--quiet',
  ];
  // Cloud Functions has no option for it; the Cloud Run service beneath it does.
  const throttling = row.cpuPolicy.alwaysOn ? '--no-cpu-throttling' : '--cpu-throttling';
  const commands: Command[] = [deploy, ['gcloud', 'run', 'services', 'update', name, ...place, throttling]];
  if (!open) {
    const member = `--member=serviceAccount:${pushAccount(project)}`;
    commands.push(['gcloud', 'functions', 'add-invoker-policy-binding', name, ...place, member]);
  }
  return commands;
}

/** As gcloud reads a list whose values hold commas: the separator is named first. */
function listed(variables: Record<string, string>): string {
  const set = Object.entries(variables).filter(([, value]) => value !== '');
  return `^|^${set.map(([variable, value]) => `${variable}=${value}`).join('|')}`;
}

/** The command as a person would type it. */
export function shellLine(command: Command): string {
  return command
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
