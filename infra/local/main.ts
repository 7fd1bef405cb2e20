import { ConfigError, configNames, localProject, readConfig } from '../../shared/platform/config.ts';
import { endOnSignals } from '../../shared/platform/drain.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { CannotStart, runButler } from './run-butler.ts';
import { StoreDamaged } from './store.ts';

process.env['GOOGLE_CLOUD_PROJECT'] ||= localProject;

try {
  const config = readConfig(configNames);
  configureLog({ level: config.LOG_LEVEL });
  const butler = await runButler(config, process.env);
  endOnSignals(butler.end);
  console.log(`Butler is at ${butler.url} (API: ${butler.url}/docs, data: ${config.BUTLER_DATA})`);
} catch (cause) {
  const message = cause instanceof Error ? cause.message : String(cause);
  const known = cause instanceof CannotStart || cause instanceof StoreDamaged || cause instanceof ConfigError;
  console.error(known ? message : `Butler could not start: ${message}`);
  if (!known && process.env['LOG_LEVEL'] === 'debug') console.error(cause);
  process.exit(1);
}
