import { ConfigError, configNames, localProject, readConfig } from '../../shared/platform/config.ts';
import { endOnSignals } from '../../shared/platform/drain.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { RefusedChange } from '../provision/change.ts';
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
  const expected = [CannotStart, StoreDamaged, ConfigError, RefusedChange].some(
    (kind) => cause instanceof kind,
  );
  if (!(expected && cause instanceof Error)) throw cause;
  console.error(cause.message);
  process.exit(1);
}
