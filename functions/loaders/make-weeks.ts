import { firestore } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createWeeks, type Weeks } from '../../shared/insights/index.ts';
import { createModel, type Model, modelConfig } from '../../shared/model/index.ts';
import type { People } from '../../shared/person/index.ts';
import { askWith } from '../../shared/persona/index.ts';
import { createQuotas, type Quotas, quotaConfig } from '../../shared/quota/index.ts';

/** What looks back on weeks, for each function that does; a function with a model of its own shares it. */
export function makeWeeks(
  people: Pick<People, 'profile'>,
  own?: { model: Model; quotas: Pick<Quotas, 'read' | 'tokensLeft' | 'addTotal'> },
): Weeks {
  const config = readConfig([...modelConfig, ...quotaConfig]);
  const { model, quotas } = own ?? {
    model: createModel(config),
    quotas: createQuotas({ firestore, config }),
  };
  const ask = askWith(model, { clock, onTokens: (tokens) => quotas.addTotal(tokens) });
  return createWeeks({
    firestore,
    people,
    clock,
    ask: ask && (async (userId) => (quotas.tokensLeft(await quotas.read(userId)) === 'ok' ? ask : undefined)),
  });
}
