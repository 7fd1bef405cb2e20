import { openCatalog } from './catalog.ts';
import { createDatasets } from './datasets.ts';
import type { Answer, Call } from './http-server.ts';
import { createInserts } from './insert-rows.ts';
import { createJobs } from './jobs.ts';
import { listRows } from './list-rows.ts';
import type { TableName } from './resources.ts';
import { route } from './routes.ts';
import type { Faces } from './routes.ts';
import { createQueries } from './run-query.ts';
import { createTables } from './tables.ts';
import { damaged, openWarehouse } from './warehouse.ts';

export type ServiceOptions = { file: string; now: () => number; freshRowsMs: number };

/** Opens the data and answers calls on it. */
export async function openService({ file, now, freshRowsMs }: ServiceOptions): Promise<{
  answer: (call: Call) => Promise<Answer>;
  close: () => Promise<void>;
}> {
  const warehouse = await openWarehouse(file);
  const catalog = await openCatalog(warehouse).catch(async (cause: unknown) => {
    await warehouse.close();
    throw damaged(file, cause);
  });
  const inserts = createInserts(warehouse, catalog, now);
  const queries = createQueries({ warehouse, catalog, now, freshRowsMs });
  const faces: Faces = {
    datasets: createDatasets(catalog, now),
    tables: createTables({
      warehouse,
      catalog,
      now,
      freshRowsMs,
      viewFields: queries.viewFields,
      onDelete: inserts.forget,
    }),
    jobs: createJobs(queries, now),
    insertAll: inserts.insertAll,
    listRows: (name: TableName, query: URLSearchParams) => listRows(warehouse, catalog, name, query),
  };
  return { answer: (call) => route(faces, call), close: warehouse.close };
}
