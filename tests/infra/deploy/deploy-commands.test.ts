import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readConfig } from '../../../shared/platform/config.ts';
import { deployCommands, passedOn, shellLine } from '../../../infra/deploy/deploy-commands.ts';
import { grantCommands } from '../../../infra/deploy/grant-commands.ts';
import { deployment, type Row, rows } from '../../../infra/deployment.ts';

const config = readConfig(passedOn, {
  GOOGLE_CLOUD_PROJECT: 'butler-test',
  CORS_ORIGINS: 'https://a.example,https://b.example',
});
const keyed = { ...deployment.health, secrets: ['PROFILE_ADMIN_API_KEY', 'MODEL_API_KEY'] } as const;

test('a public function is open, and its CPU is throttled between requests', () => {
  expect(deployCommands('health', deployment.health, config).map(shellLine)).toEqual([
    [
      'gcloud functions deploy health --gen2 --runtime=nodejs24 --region=europe-west1 --project=butler-test',
      '--source=dist/functions/health --entry-point=health --trigger-http --allow-unauthenticated',
      '--memory=256Mi --cpu=1 --concurrency=80 --min-instances=0 --max-instances=5 --timeout=30s',
      '--service-account=butler-health@butler-test.iam.gserviceaccount.com',
      "'--set-env-vars=^|^GOOGLE_CLOUD_PROJECT=butler-test|GOOGLE_CLOUD_REGION=europe-west1|BIGQUERY_DATASET=butler" +
        '|LOG_LEVEL=info|MAX_BODY_BYTES=262144|CORS_ORIGINS=https://a.example,https://b.example' +
        '|MODEL_NAME=default|MODEL_CONTEXT_TOKENS=4096|FALLBACK_MODEL_NAME=default|EMBEDDINGS_MODEL=default' +
        '|SPEECH_MODEL=whisper-1|PERSONALIZATION_ENABLED=true|TURNS_PER_MINUTE=20|MAX_VOICE_BYTES=20971520' +
        "|SERVICE_AUDIENCE=https://europe-west1-butler-test.cloudfunctions.net/health'",
      '--set-secrets=PROFILE_ADMIN_API_KEY=PROFILE_ADMIN_API_KEY:latest --quiet',
    ].join(' '),
    'gcloud run services update health --region=europe-west1 --project=butler-test --cpu-throttling',
  ]);
});

test('a topic’s function is closed to all but the pusher, and keeps its CPU where it works after answering', () => {
  const [deploy, ...rest] = deployCommands('heartbeat', deployment.heartbeat, config).map(shellLine);
  expect(deploy).toContain(' --no-allow-unauthenticated ');
  expect(rest).toEqual([
    'gcloud run services update heartbeat --region=europe-west1 --project=butler-test --no-cpu-throttling',
    'gcloud functions add-invoker-policy-binding heartbeat --region=europe-west1 --project=butler-test ' +
      '--member=serviceAccount:butler-push@butler-test.iam.gserviceaccount.com',
  ]);
});

test('a private HTTP function is closed too', () => {
  const row: Row = {
    ...deployment.health,
    trigger: { kind: 'http', paths: ['/internal/**'], access: 'private' },
    secrets: [],
  };
  const lines = deployCommands('internal', row, config).map(shellLine).join('\n');
  expect(lines).toContain(' --no-allow-unauthenticated ');
  expect(lines).toContain(' --clear-secrets ');
  expect(lines).toContain('add-invoker-policy-binding internal ');
});

test('a key is asked of Secret Manager only where its endpoint is named', () => {
  const secretsOf = (settings: typeof config) =>
    deployCommands('health', keyed, settings)[0]?.find((part) => part.startsWith('--set-secrets'));
  expect(secretsOf(config)).not.toContain('MODEL_API_KEY');
  expect(secretsOf({ ...config, MODEL_BASE_URL: 'https://model.example/v1' })).toContain(
    ',MODEL_API_KEY=MODEL_API_KEY:latest',
  );
});

test('the audience a function believes is the one its subscription and schedule name', () => {
  const [deploy] = deployCommands('heartbeat', deployment.heartbeat, config);
  expect(deploy?.find((part) => part.startsWith('--set-env-vars'))).toContain(
    '|SERVICE_AUDIENCE=https://europe-west1-butler-test.cloudfunctions.net/heartbeat',
  );
});

test('the grants make every account and let Pub/Sub sign pushes and move dead letters', () => {
  const lines = grantCommands(rows, { project: 'butler-test', projectNumber: '42' }).map(shellLine);
  for (const [, { serviceAccount }] of rows) {
    expect(lines).toContain(`gcloud iam service-accounts create ${serviceAccount} --project=butler-test`);
  }
  const agent = 'service-42@gcp-sa-pubsub.iam.gserviceaccount.com';
  expect(lines).toContain(
    'gcloud pubsub topics add-iam-policy-binding heartbeat-dead --project=butler-test ' +
      `--member=serviceAccount:${agent} --role=roles/pubsub.publisher`,
  );
  expect(lines).toContain(
    'gcloud pubsub subscriptions add-iam-policy-binding heartbeat --project=butler-test ' +
      `--member=serviceAccount:${agent} --role=roles/pubsub.subscriber`,
  );
  expect(lines).toContain(
    'gcloud secrets add-iam-policy-binding PROFILE_ADMIN_API_KEY --project=butler-test ' +
      '--member=serviceAccount:butler-health@butler-test.iam.gserviceaccount.com ' +
      '--role=roles/secretmanager.secretAccessor',
  );
});

function deploy(options: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/deploy/main.ts', ...options], {
    env: { PATH: process.env['PATH'], ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a dry run prints the commands of the functions it is told and runs none', () => {
  const { status, stdout } = deploy(['--project', 'butler-test', '--only', 'health', '--dry-run']);
  const lines = stdout.trim().split('\n');
  expect(status).toBe(0);
  expect(lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    'gcloud functions deploy health',
    'gcloud run services update',
  ]);
});

test.each([
  ['an unknown function', ['--project', 'p', '--only', 'nothing'], {}, 'There is no function nothing.'],
  ['no project', [], {}, 'GOOGLE_CLOUD_PROJECT is not set'],
  [
    'a project of the emulators',
    ['--project', 'demo-butler'],
    {},
    'demo-butler is a project of the emulators',
  ],
  ['a machine without gcloud', ['--project', 'p'], { PATH: '/nowhere' }, 'gcloud is not installed'],
])('%s is refused with a sentence', (_, options, environment, sentence) => {
  const { status, stdout, stderr } = deploy(options, environment);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
});
