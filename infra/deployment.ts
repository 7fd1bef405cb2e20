import type * as functions from '../functions/index.ts';
import { type PopulationMessage, populationTopic } from '../shared/action-log/index.ts';
import { type Heartbeat, heartbeatTopic } from '../shared/heartbeat/index.ts';
import { type LinkMessage, linkTopic } from '../shared/identity/index.ts';
import { type WeeklyMessage, weeklyTopic } from '../shared/insights/index.ts';
import { compressTopic, type SweepMessage, sweepTopic } from '../shared/memory/index.ts';
import { type PersonaMessage, personaTopic } from '../shared/persona/index.ts';
import { rememberTopic } from '../shared/reply/index.ts';
import type { ConfigName } from '../shared/platform/config.ts';
import { telegramAttempts, telegramTopic } from '../shared/telegram/index.ts';
import { type ErasureMessage, erasureTopic } from '../shared/rights/index.ts';
import type { PathTable } from './local/host.ts';

type Schedule = { cron: string; timeZone: string; payload: object };

/** How one function is deployed. The provisioner, bundles, rewrites and the local host derive from it. */
export type Row = {
  /** `public` is open to the internet and proves its callers itself; `private` is closed by IAM too. */
  trigger:
    | { kind: 'http'; paths: readonly string[]; access: 'public' | 'private' }
    | { kind: 'topic'; topic: string; ordered: boolean; attempts?: number };
  /** Publishes the payload to the function's topic, or posts it to its URL. */
  schedule?: Schedule;
  memory: '256Mi' | '512Mi' | '1Gi' | '2Gi';
  cpu: number;
  concurrency: number;
  minInstances: number;
  maxInstances: number;
  timeoutSeconds: number;
  /** Whether the CPU stays when no request runs, and why. */
  cpuPolicy: { alwaysOn: boolean; why: string };
  /** Variables that come from Secret Manager. */
  secrets: readonly ConfigName[];
  /** The account it runs as, before the @. */
  serviceAccount: string;
};

const modelSecrets = [
  'PROFILE_ADMIN_API_KEY',
  'MODEL_API_KEY',
  'FALLBACK_MODEL_API_KEY',
  'EMBEDDINGS_API_KEY',
  'SPEECH_API_KEY',
] as const;

export const deployment = {
  health: {
    trigger: { kind: 'http', paths: ['/health', '/metrics'], access: 'public' },
    memory: '256Mi',
    cpu: 1,
    concurrency: 80,
    minInstances: 0,
    maxInstances: 5,
    timeoutSeconds: 30,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-health',
  },
  heartbeat: {
    trigger: { kind: 'topic', topic: heartbeatTopic, ordered: false },
    schedule: {
      cron: '*/15 * * * *',
      timeZone: 'Etc/UTC',
      payload: { source: 'schedule' } satisfies Heartbeat,
    },
    memory: '256Mi',
    cpu: 1,
    concurrency: 10,
    minInstances: 0,
    maxInstances: 2,
    timeoutSeconds: 60,
    cpuPolicy: { alwaysOn: true, why: 'its BigQuery row leaves in a batch after it answered' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-heartbeat',
  },
  erasure: {
    trigger: { kind: 'topic', topic: erasureTopic, ordered: false },
    schedule: {
      cron: '17 * * * *',
      timeZone: 'Etc/UTC',
      payload: { source: 'schedule' } satisfies ErasureMessage,
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 4,
    minInstances: 0,
    maxInstances: 2,
    timeoutSeconds: 540,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-erasure',
  },
  me: {
    trigger: { kind: 'http', paths: ['/api/v1/me', '/api/v1/me/**'], access: 'public' },
    memory: '512Mi',
    cpu: 1,
    concurrency: 40,
    minInstances: 0,
    maxInstances: 20,
    timeoutSeconds: 300,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done or queued before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY', 'EMBEDDINGS_API_KEY'],
    serviceAccount: 'butler-me',
  },

  chat: {
    trigger: {
      kind: 'http',
      paths: ['/api/v1/chat', '/api/v1/chat/voice', '/config.json'],
      access: 'public',
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 40,
    minInstances: 0,
    maxInstances: 20,
    timeoutSeconds: 60,
    cpuPolicy: { alwaysOn: true, why: 'compression jobs and BigQuery rows leave after the answer' },
    secrets: modelSecrets,
    serviceAccount: 'butler-chat',
  },
  remember: {
    trigger: { kind: 'topic', topic: rememberTopic, ordered: true },
    memory: '512Mi',
    cpu: 1,
    concurrency: 10,
    minInstances: 0,
    maxInstances: 5,
    timeoutSeconds: 60,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done before it answers' },
    secrets: modelSecrets,
    serviceAccount: 'butler-remember',
  },
  'link-worker': {
    trigger: { kind: 'topic', topic: linkTopic, ordered: false },
    schedule: {
      cron: '27 * * * *',
      timeZone: 'Etc/UTC',
      payload: { unfinished: true } satisfies LinkMessage,
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 4,
    minInstances: 0,
    maxInstances: 4,
    timeoutSeconds: 540,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-link-worker',
  },
  'memory-worker': {
    trigger: { kind: 'topic', topic: compressTopic, ordered: true },
    memory: '512Mi',
    cpu: 1,
    concurrency: 8,
    minInstances: 0,
    maxInstances: 10,
    timeoutSeconds: 300,
    cpuPolicy: { alwaysOn: true, why: 'the day’s count of model tokens is written soon after' },
    secrets: modelSecrets,
    serviceAccount: 'butler-memory-worker',
  },
  'memory-sweep': {
    trigger: { kind: 'topic', topic: sweepTopic, ordered: false },
    schedule: {
      cron: '40 3 * * *',
      timeZone: 'Etc/UTC',
      payload: { source: 'schedule' } satisfies SweepMessage,
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 1,
    minInstances: 0,
    maxInstances: 2,
    timeoutSeconds: 300,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-memory-sweep',
  },
  'telegram-webhook': {
    trigger: { kind: 'http', paths: ['/telegram/webhook'], access: 'public' },
    memory: '256Mi',
    cpu: 1,
    concurrency: 80,
    minInstances: 0,
    maxInstances: 10,
    timeoutSeconds: 30,
    cpuPolicy: { alwaysOn: false, why: 'the update is in the queue before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY', 'TELEGRAM_SECRET'],
    serviceAccount: 'butler-telegram-hook',
  },
  'telegram-worker': {
    trigger: { kind: 'topic', topic: telegramTopic, ordered: true, attempts: telegramAttempts },
    memory: '512Mi',
    cpu: 1,
    concurrency: 20,
    minInstances: 0,
    maxInstances: 20,
    timeoutSeconds: 300,
    cpuPolicy: { alwaysOn: true, why: 'compression jobs and BigQuery rows leave after the answer' },
    secrets: [...modelSecrets, 'TELEGRAM_BOT_TOKEN'],
    serviceAccount: 'butler-telegram-worker',
  },
  personas: {
    trigger: {
      kind: 'http',
      paths: ['/api/tasks/**', '/api/user-personas', '/api/internal/users/**'],
      access: 'public',
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 20,
    minInstances: 0,
    maxInstances: 5,
    timeoutSeconds: 120,
    cpuPolicy: { alwaysOn: true, why: 'the day’s count of model tokens is written soon after' },
    secrets: modelSecrets,
    serviceAccount: 'butler-personas',
  },
  'persona-worker': {
    trigger: { kind: 'topic', topic: personaTopic, ordered: false },
    schedule: {
      cron: '20 2 * * *',
      timeZone: 'Etc/UTC',
      payload: { source: 'schedule' } satisfies PersonaMessage,
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 8,
    minInstances: 0,
    maxInstances: 5,
    timeoutSeconds: 540,
    cpuPolicy: { alwaysOn: true, why: 'the day’s count of model tokens is written soon after' },
    secrets: modelSecrets,
    serviceAccount: 'butler-persona-worker',
  },
  population: {
    trigger: { kind: 'topic', topic: populationTopic, ordered: false },
    schedule: {
      cron: '50 * * * *',
      timeZone: 'Etc/UTC',
      payload: { source: 'schedule' } satisfies PopulationMessage,
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 1,
    minInstances: 0,
    maxInstances: 1,
    timeoutSeconds: 540,
    cpuPolicy: { alwaysOn: false, why: 'all its work is done before it answers' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-population',
  },
  interactions: {
    trigger: { kind: 'http', paths: ['/api/interactions/track', '/api/v1/cart'], access: 'public' },
    memory: '512Mi',
    cpu: 1,
    concurrency: 80,
    minInstances: 0,
    maxInstances: 20,
    timeoutSeconds: 30,
    cpuPolicy: {
      alwaysOn: true,
      why: 'events wait for their flush, and BigQuery rows for their batch, after the answer',
    },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-interactions',
  },
  search: {
    trigger: {
      kind: 'http',
      paths: ['/api/search/personalized', '/api/v1/preferences', '/api/v1/preferences/**'],
      access: 'public',
    },
    memory: '1Gi',
    cpu: 1,
    concurrency: 40,
    minInstances: 0,
    maxInstances: 20,
    timeoutSeconds: 30,
    cpuPolicy: { alwaysOn: true, why: 'a newer catalog is loaded and indexed behind the scenes' },
    secrets: ['PROFILE_ADMIN_API_KEY'],
    serviceAccount: 'butler-search',
  },
  day: {
    trigger: {
      kind: 'http',
      paths: ['/api/v1/plan', '/api/v1/learning/phase', '/api/v1/feedback/**'],
      access: 'public',
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 40,
    minInstances: 0,
    maxInstances: 20,
    timeoutSeconds: 60,
    cpuPolicy: { alwaysOn: true, why: 'BigQuery rows of choices and feedback leave after the answer' },
    secrets: modelSecrets,
    serviceAccount: 'butler-day',
  },
  insights: {
    trigger: { kind: 'http', paths: ['/api/v1/insights/**'], access: 'public' },
    memory: '512Mi',
    cpu: 1,
    concurrency: 40,
    minInstances: 0,
    maxInstances: 10,
    timeoutSeconds: 60,
    cpuPolicy: { alwaysOn: true, why: 'the day’s count of model tokens is written soon after' },
    secrets: modelSecrets,
    serviceAccount: 'butler-insights',
  },
  weekly: {
    trigger: { kind: 'topic', topic: weeklyTopic, ordered: false },
    schedule: {
      cron: '*/15 * * * *',
      timeZone: 'Etc/UTC',
      payload: { source: 'schedule' } satisfies WeeklyMessage,
    },
    memory: '512Mi',
    cpu: 1,
    concurrency: 8,
    minInstances: 0,
    // Together they send about as fast as Telegram takes messages of one bot.
    maxInstances: 2,
    timeoutSeconds: 300,
    cpuPolicy: { alwaysOn: true, why: 'the day’s count of model tokens is written soon after' },
    secrets: [...modelSecrets, 'TELEGRAM_BOT_TOKEN'],
    serviceAccount: 'butler-weekly',
  },
} as const satisfies Record<keyof typeof functions, Row>;

/** All rows under one type, for what derives from them. */
export const rows: readonly (readonly [name: string, row: Row])[] = Object.entries<Row>(deployment);

/** Which function answers at which public path; the local host and hosting's rewrites both follow it. */
export const publicPaths: PathTable = rows.flatMap(([name, { trigger }]) =>
  trigger.kind === 'http' ? trigger.paths.map((path) => [path, name] as const) : [],
);
