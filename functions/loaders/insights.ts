import { insights } from '../insights/insights.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createApp } from '../../shared/platform/http.ts';
import { createPeople } from '../../shared/person/index.ts';
import { makeWeeks } from './make-weeks.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `insights`. */
export function loadInsights(): App {
  const config = readConfig([...authConfig, 'CORS_ORIGINS', 'WEEKLY_SUMMARIES_ENABLED']);
  const people = createPeople({ firestore });
  return insights({
    app: createApp({ name: 'insights', corsOrigins: config.CORS_ORIGINS }),
    auth: createAuth(config),
    enabled: config.WEEKLY_SUMMARIES_ENABLED,
    people,
    weeks: makeWeeks(people),
    clock,
  });
}
