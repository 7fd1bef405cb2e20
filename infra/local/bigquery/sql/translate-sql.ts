import type { Catalog } from '../catalog.ts';
import { quoteName } from '../column-types.ts';
import { duckTable } from '../catalog.ts';

/** The DuckDB form of a GoogleSQL query. */
export function translateSql(
  sql: string,
  { project, catalog }: { project: string; now: number; catalog: Catalog },
) {
  return sql.replace(/`([^`]+)`/g, (_all, path: string) => {
    const parts = path.split('.');
    const [of = project, dataset = '', table = ''] = parts.length === 2 ? [project, ...parts] : parts;
    const found = catalog.table({ project: of, dataset, table });
    const fields = found.body.schema?.fields ?? [];
    return `(SELECT ${fields.map(({ name }) => quoteName(name)).join(', ')} FROM ${duckTable({ project: of, dataset, table })})`;
  });
}
