import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../shared/platform/config.ts';

describe('configuration', () => {
  it('gives defaults and counts an empty variable as unset', () => {
    expect(
      readConfig(['PORT', 'CORS_ORIGINS', 'BIGQUERY_DATASET'], { PORT: '', BIGQUERY_DATASET: 'mine' }),
    ).toEqual({
      PORT: 8080,
      CORS_ORIGINS: [],
      BIGQUERY_DATASET: 'mine',
    });
  });

  it('names every variable that is wrong and never a value', () => {
    const environment = {
      PORT: 'sevenseven',
      LOG_LEVEL: 'shouting',
      PROFILE_ADMIN_API_KEY: 'tooshort',
      FIRESTORE_EMULATOR_HOST: 'http://nine',
    };
    const read = () =>
      readConfig(
        ['GOOGLE_CLOUD_PROJECT', 'PORT', 'LOG_LEVEL', 'PROFILE_ADMIN_API_KEY', 'FIRESTORE_EMULATOR_HOST'],
        environment,
      );
    expect(read).toThrow(/GOOGLE_CLOUD_PROJECT is not set/);
    expect(read).toThrow(
      /PORT: expected number; LOG_LEVEL: one of debug, info, warning, error; PROFILE_ADMIN_API_KEY: at least 16 characters; FIRESTORE_EMULATOR_HOST: expected host:port/,
    );
    for (const value of Object.values(environment)) expect(read).not.toThrow(value);
  });

  it('reads only what a function picks', () => {
    expect(() => readConfig(['PORT'], { LOG_LEVEL: 'shouting' })).not.toThrow();
  });
});
