import { z } from 'zod';

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const address = z.string().regex(/^[^/\s]+:\d+$/, 'expected host:port');
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
