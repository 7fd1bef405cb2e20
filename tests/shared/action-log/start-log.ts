import { rawActionsTable, type RawActionRow } from '../../../shared/events/index.ts';
import { tableChanges, tablePlans } from '../../../infra/provision/tables.ts';
import { startWithClient } from '../../infra/local/bigquery/bigquery-client.ts';

/** An action as a test tells it. */
export type Action = {
  id: string;
  user?: string;
  type?: string;
  at: number;
  product?: string;
  data?: Record<string, unknown>;
};

/** A local BigQuery with the table of raw actions and its view, as they are provisioned. */
export async function startLog() {
  const { server, client } = await startWithClient({ freshRowsMs: 0 });
  for (const { apply } of await tableChanges(client, { name: 'butler', location: 'US' }, tablePlans()))
    await apply();
  return {
    client,
    close: server.close,
    async add(...actions: Action[]): Promise<void> {
      const rows = actions.map(({ id, user = 'u1', type = 'purchase', at, product, data = {} }) => ({
        insertId: `${user}/${id}`,
        json: {
          event_id: id,
          event_timestamp: new Date(at).toISOString(),
          event_type: type,
          user_id: user,
          session_id: 'default',
          product_id: product ?? null,
          interaction_strength: 1,
          raw_event_data: JSON.stringify(data),
        } satisfies RawActionRow,
      }));
      await client.dataset('butler').table(rawActionsTable).insert(rows, { raw: true });
    },
    /** Empties the table. */
    clear: () => client.query(`TRUNCATE TABLE butler.${rawActionsTable}`),
  };
}
