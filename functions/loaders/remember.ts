import { remember, schema } from '../remember.ts';
import { commitTurn } from '../../shared/reply/index.ts';
import { makeTurns } from './make-turns.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `remember`. */
export function loadRemember(): App {
  const { services } = makeTurns();
  const { identities, people } = services;
  return onTopic({
    name: 'remember',
    schema,
    handle: remember({
      resolve: (identity) => identities.resolve(identity, { fresh: true }),
      meet: (userId, contact) => people.meet(userId, contact),
      epoch: async (userId) => (await people.profile(userId))?.epoch ?? 0,
      commit: (given) => commitTurn(services, given),
    }),
  });
}
