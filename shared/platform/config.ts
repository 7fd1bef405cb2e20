import { z } from 'zod';

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const address = z.string().regex(/^[^/\s]+:\d+$/, 'expected host:port');
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const amount = z.coerce.number().int().min(1);
const count = z.coerce.number().int().min(0);
const on = flag.prefault('true');
const key = z.string().min(1).optional().meta({ secret: true });
const port = z.coerce.number().int().min(0).max(65_535);

/** The Google project that npm start and the emulators use when none is named. */
export const localProject = 'demo-butler';

/** Every variable Butler reads, with its default. `.env.example` and the README's table are made from it. */
export const configSchema = z.object({
  GOOGLE_CLOUD_PROJECT: z
    .string()
    .regex(/^[a-z][a-z\d.:-]*$/, 'expected a project id')
    .describe('Google Cloud project; local runs use demo-butler'),
  GOOGLE_CLOUD_REGION: z
    .string()
    .min(1)
    .default('europe-west1')
    .describe('Region of the functions and schedules'),
  PORT: port.default(8080).describe('Port of the HTTP server'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warning', 'error'])
    .default('info')
    .describe('Least severity that is logged'),
  MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(262_144)
    .describe('Largest request body a function reads'),
  CORS_ORIGINS: list.prefault('').describe('Origins, comma separated, whose pages may call the API'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .optional()
    .describe(
      'Proxies in front that append to X-Forwarded-For; unless set, 1 on Google Cloud and 0 elsewhere',
    ),
  PROFILE_ADMIN_API_KEY: z
    .string()
    .min(16)
    .optional()
    .meta({ secret: true })
    .describe('Admin key for service callers without OIDC and for the admin CLI'),
  SERVICE_AUDIENCE: z.url().optional().describe('Audience that Google-signed service tokens must name'),
  SERVICE_ACCOUNTS: list
    .prefault('')
    .describe('Service account emails, comma separated, that may call service routes'),
  AUTH_ISSUER_URL: z.url().optional().describe('Development token issuer; refused on Google Cloud'),
  BIGQUERY_DATASET: z
    .string()
    .regex(/^\w+$/, 'expected letters, digits and _')
    .default('butler')
    .describe('BigQuery dataset'),
  BIGQUERY_LOCATION: z.string().min(1).default('US').describe('Where the dataset is made'),
  FIRESTORE_EMULATOR_HOST: address.optional().describe('Firestore to use instead of the project’s'),
  PUBSUB_EMULATOR_HOST: address.optional().describe('Pub/Sub to use instead of the project’s'),
  BIGQUERY_EMULATOR_HOST: z.url().optional().describe('BigQuery to use instead of the project’s'),
  CLOUD_SCHEDULER_EMULATOR_HOST: address.optional().describe('Scheduler to use instead of the project’s'),
  FIREBASE_AUTH_EMULATOR_HOST: address
    .optional()
    .describe('Auth emulator whose unsigned tokens are believed; refused on Google Cloud'),
  BUTLER_DATA: z.string().min(1).default('.butler').describe('Folder of the local cloud’s data'),
  BUTLER_BIND: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address npm start listens on; anything but loopback needs BUTLER_PASSWORD'),
  BUTLER_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .meta({ secret: true })
    .describe('Password that sign-in on the local cloud asks for'),
  MODEL_BASE_URL: z
    .url()
    .optional()
    .describe('OpenAI-compatible endpoint of the chat model; without it the offline butler answers'),
  MODEL_NAME: z.string().min(1).default('default').describe('Model to ask for at MODEL_BASE_URL'),
  MODEL_API_KEY: key.describe('Key for MODEL_BASE_URL'),
  MODEL_CONTEXT_TOKENS: z.coerce
    .number()
    .int()
    .min(1024)
    .default(4096)
    .describe('Tokens the model reads and writes at most'),
  FALLBACK_MODEL_BASE_URL: z.url().optional().describe('Endpoint asked when the first model fails'),
  FALLBACK_MODEL_NAME: z.string().min(1).default('default').describe('Model to ask for there'),
  FALLBACK_MODEL_API_KEY: key.describe('Key for FALLBACK_MODEL_BASE_URL'),
  EMBEDDINGS_BASE_URL: z
    .url()
    .optional()
    .describe('OpenAI-compatible embeddings endpoint; without it recall goes by words alone'),
  EMBEDDINGS_MODEL: z.string().min(1).default('default').describe('Model to ask for there'),
  EMBEDDINGS_API_KEY: key.describe('Key for EMBEDDINGS_BASE_URL'),
  SPEECH_BASE_URL: z
    .url()
    .optional()
    .describe('OpenAI-compatible transcription endpoint; without it voice notes are declined kindly'),
  SPEECH_MODEL: z.string().min(1).default('whisper-1').describe('Model to ask for there'),
  SPEECH_API_KEY: key.describe('Key for SPEECH_BASE_URL'),
  PERSONALIZATION_ENABLED: flag
    .prefault('true')
    .describe(
      'false answers with the base prompt alone and ranks products by text; nothing is learned, while profiles, carts and events for analysts are kept',
    ),
  ENABLE_DYNAMIC_PLANS: on.describe('false serves plans made by the model, or a fixed starter plan'),
  ADAPTIVE_LEARNING_ENABLED: on.describe('false chooses tasks by archetype and energy alone'),
  FEEDBACK_COLLECTION_ENABLED: on.describe('false closes the routes of feedback'),
  WEEKLY_SUMMARIES_ENABLED: on.describe('false closes the weekly summary and sends none'),
  TASK_LIBRARY_VERSION: z
    .string()
    .regex(/^v\d+$/, 'expected a version, e.g. v1')
    .default('v1')
    .describe('Version of the tasks that plans are made of'),
  ROTATION_THRESHOLD_HOURS: count.default(48).describe('Hours for which a variation group rests once chosen'),
  DISCOVERY_MIN_DAYS: count.default(7).describe('Days after which discovery ends'),
  DISCOVERY_MIN_TASKS: count.default(15).describe('Completed tasks after which discovery ends'),
  ESTABLISHMENT_MIN_DAYS: count.default(21).describe('Days after which establishment ends'),
  ESTABLISHMENT_MIN_TASKS: count.default(40).describe('Completed tasks after which establishment ends'),
  TURNS_PER_MINUTE: amount.default(20).describe('Turns a person may take in a minute'),
  PERSON_TOKENS_PER_DAY: amount
    .optional()
    .describe('Model tokens for one person in a day; unlimited unless set'),
  TOTAL_TOKENS_PER_DAY: amount.optional().describe('Model tokens for all in a day; unlimited unless set'),
  MAX_VOICE_BYTES: amount.default(20_971_520).describe('Largest voice note that is read'),
  CHAT_URL: z
    .url()
    .optional()
    .describe('Address of the chat function itself, for streaming; /config.json tells it to apps'),
  TELEGRAM_BOT_TOKEN: key.describe('Token of the Telegram bot'),
  TELEGRAM_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, 'expected 16 to 256 letters, digits, _ and -')
    .optional()
    .meta({ secret: true })
    .describe('Secret that Telegram sends with each update'),
  TELEGRAM_WEBHOOK_URL: z
    .url()
    .optional()
    .describe('Public address Telegram delivers to; without it npm start polls'),
  TELEGRAM_ALLOWED: list
    .prefault('')
    .describe('Ids of the Telegram accounts that are answered, comma separated; empty is everyone'),
  TELEGRAM_API_URL: z.url().default('https://api.telegram.org').describe('Telegram’s Bot API'),
  K_SERVICE: z.string().optional().describe('Set by Google Cloud: the deployed function’s name'),
});

/** All of the configuration, checked. */
export type Config = z.output<typeof configSchema>;
export type ConfigName = keyof Config;

/** All names, for who starts everything at once. */
export const configNames = Object.keys(configSchema.shape) as ConfigName[];

/** The environment breaks the schema. The message lists variables and rules, never values. */
export class ConfigError extends Error {}

/** Reads the named variables; an empty one counts as unset. Throws ConfigError naming all that are wrong. */
export function readConfig<const Name extends ConfigName>(
  names: readonly Name[],
  environment: Record<string, string | undefined> = process.env,
): Pick<Config, Name> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const picked = Object.fromEntries(names.map((name) => [name, configSchema.shape[name]]));
  const result = z.object(picked).safeParse(set);
  if (result.success) return result.data as unknown as Pick<Config, Name>;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return set[name] === undefined ? `${name} is not set` : `${name}: ${describe(issue)}`;
  });
  throw new ConfigError(`The configuration is not right: ${problems.join('; ')}.`);
}

/** The rule that was broken, in words that cannot hold the value. */
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small')
    return `at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`;
  return issue.code === 'invalid_format' && issue.format !== 'regex'
    ? `expected a ${issue.format}`
    : issue.message;
}
