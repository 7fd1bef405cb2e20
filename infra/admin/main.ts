import { createInterface } from 'node:readline/promises';
import { compressMemory, summariseWith } from '../../shared/memory/index.ts';
import { createEmbedder, createModel, embedderConfig, modelConfig } from '../../shared/model/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { bigquery, closeClients, firestore, pubsub } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { ConfigError, readConfig } from '../../shared/platform/config.ts';
import { flushAll } from '../../shared/platform/drain.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { createQuotas, quotaConfig } from '../../shared/quota/index.ts';
import { createRights, erasureSchema, erasureTopic } from '../../shared/rights/index.ts';
import { findButler, NoButler } from './find-butler.ts';
import { parseCommand } from './parse-command.ts';
import { type AdminServices, runCommand } from './run-command.ts';
import { usage, UsageError } from './usage.ts';

// The answer is on stdout; what goes wrong underneath is for the terminal.
configureLog({ level: 'error', sink: (line) => void process.stderr.write(line) });

try {
  const words = process.argv.slice(2);
  if (words.length === 0 || words.includes('--help')) console.log(usage);
  else await run(words);
} catch (cause) {
  if (cause instanceof UsageError) console.error(`${cause.message} Ask --help for what there is.`);
  else if (isPlain(cause)) console.error(cause.message);
  else console.error(`It failed: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exitCode = cause instanceof UsageError ? 2 : 1;
} finally {
  await flushAll();
  await closeClients();
}

function isPlain(cause: unknown): cause is Error {
  return cause instanceof AppError || cause instanceof ConfigError || cause instanceof NoButler;
}

async function run(words: readonly string[]): Promise<void> {
  const line = parseCommand(words);
  readKey();
  const place = await findButler(process.env, line.project);
  await runCommand(line, await services(place));
}

/** The key itself proves nothing to Firestore; it keeps a shell that was not meant for this from doing it. */
function readKey(): void {
  const { PROFILE_ADMIN_API_KEY: key } = readConfig(['PROFILE_ADMIN_API_KEY']);
  if (key === undefined) throw new ConfigError('PROFILE_ADMIN_API_KEY is not set; the admin CLI needs it.');
}

async function services(place: string): Promise<AdminServices> {
  const config = readConfig([
    ...modelConfig,
    ...embedderConfig,
    ...quotaConfig,
    'MODEL_CONTEXT_TOKENS',
    'BIGQUERY_DATASET',
    'FIRESTORE_EMULATOR_HOST',
    'PUBSUB_EMULATOR_HOST',
  ]);
  const people = createPeople({ firestore });
  const quotas = createQuotas({ firestore, config });
  const embed = createEmbedder(config);
  // Beside an emulated Firestore the project's own Pub/Sub is not the one to tell.
  const told = config.FIRESTORE_EMULATOR_HOST === undefined || config.PUBSUB_EMULATOR_HOST !== undefined;
  const publish = createPublisher({ pubsub, topic: erasureTopic, schema: erasureSchema });
  return {
    firestore: await firestore(),
    people,
    rights: createRights({ firestore, caches: [people], patienceMs: 10 * 60_000, ...(told && { publish }) }),
    compress: compressMemory({
      firestore,
      embed,
      contextTokens: config.MODEL_CONTEXT_TOKENS,
      languageOf: async (userId) => (await people.profile(userId))?.language,
      summarise: summariseWith(createModel(config), {
        clock: systemClock,
        onTokens: (tokens) => quotas.addTotal(tokens),
      }),
    }),
    bigquery,
    dataset: config.BIGQUERY_DATASET,
    place,
    output: process.stdout,
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  };
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
