import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createRowStream } from '../../shared/platform/row-stream.ts';
import type { Memory } from '../../shared/memory/index.ts';
import { createModel, modelConfig } from '../../shared/model/index.ts';
import type { People } from '../../shared/person/index.ts';
import type { Personas } from '../../shared/persona/index.ts';
import {
  createPlans,
  planConfig,
  planSettings,
  type Plans,
  readKnown,
  taskChoicesTable,
  taskFeedbackTable,
} from '../../shared/plan/index.ts';
import { preferencesOf, preferencesRef } from '../../shared/preferences/index.ts';
import { createQuotas, quotaConfig } from '../../shared/quota/index.ts';
import { createTasks, type Tasks } from '../../shared/tasks/index.ts';

export type PlanParts = {
  people: Pick<People, 'profile' | 'meet' | 'drop' | 'context'>;
  memory: Pick<Memory, 'siblings'>;
  personas: Pick<Personas, 'memory'>;
};

/** What plans days, for each function that does. */
export function makePlans({ people, memory, personas }: PlanParts): { plans: Plans; tasks: Tasks } {
  const config = readConfig([
    ...planConfig,
    ...modelConfig,
    ...quotaConfig,
    'BIGQUERY_DATASET',
    'PERSONALIZATION_ENABLED',
  ]);
  const tasks = createTasks({ firestore, version: config.TASK_LIBRARY_VERSION });
  const model = createModel(config);
  const quotas = createQuotas({ firestore, config });
  const stream = <R extends object>(table: string) =>
    createRowStream<R>({ bigquery, dataset: config.BIGQUERY_DATASET, table });
  const plans = createPlans({
    firestore,
    people,
    tasks,
    settings: planSettings(config),
    model: {
      get connected() {
        return model.connected && quotas.tokensLeft(undefined) === 'ok';
      },
      async answer(request) {
        const answer = await model.answer(request);
        quotas.addTotal(answer.usage.input + answer.usage.output);
        return answer;
      },
    },
    choices: stream(taskChoicesTable),
    feedbacks: stream(taskFeedbackTable),
    ...(config.PERSONALIZATION_ENABLED && {
      known: readKnown({ people, memory, personas, purchases }),
    }),
  });
  return { plans, tasks };
}

async function purchases(userId: string): Promise<string[]> {
  const preferences = preferencesOf(await preferencesRef(await firestore(), userId).get());
  const names = (preferences?.usualItems ?? []).flatMap(({ name }) => [name.ru, name.en]);
  return names.filter((name) => name !== undefined);
}
