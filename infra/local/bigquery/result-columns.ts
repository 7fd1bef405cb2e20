import { DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBType } from '@duckdb/node-api';
import { invalidQuery, unspoken } from './refusal.ts';
import type { Field } from './resources.ts';

const types: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.SQLNULL]: 'INTEGER',
  [DuckDBTypeId.BOOLEAN]: 'BOOLEAN',
  [DuckDBTypeId.TINYINT]: 'INTEGER',
  [DuckDBTypeId.SMALLINT]: 'INTEGER',
  [DuckDBTypeId.INTEGER]: 'INTEGER',
  [DuckDBTypeId.BIGINT]: 'INTEGER',
  [DuckDBTypeId.UTINYINT]: 'INTEGER',
  [DuckDBTypeId.USMALLINT]: 'INTEGER',
  [DuckDBTypeId.UINTEGER]: 'INTEGER',
  [DuckDBTypeId.UBIGINT]: 'INTEGER',
  [DuckDBTypeId.HUGEINT]: 'INTEGER',
  [DuckDBTypeId.FLOAT]: 'FLOAT',
  [DuckDBTypeId.DOUBLE]: 'FLOAT',
  [DuckDBTypeId.DECIMAL]: 'NUMERIC',
  [DuckDBTypeId.VARCHAR]: 'STRING',
  [DuckDBTypeId.BLOB]: 'BYTES',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'TIMESTAMP',
};

/** The BigQuery column a DuckDB result column becomes. */
export function resultColumn(name: string, type: DuckDBType): Field {
  if (type.typeId === DuckDBTypeId.LIST && 'valueType' in type) {
    const item = resultColumn(name, type.valueType);
    if (item.mode === 'REPEATED') {
      throw invalidQuery(
        `Cannot return an array of arrays in column ${name}; wrap the inner one in a STRUCT.`,
      );
    }
    return { ...item, mode: 'REPEATED' };
  }
  if (type.typeId === DuckDBTypeId.STRUCT && 'entryNames' in type) {
    const fields = type.entryNames.map((entry, index) => {
      const entryType = type.entryTypes[index];
      if (!entryType) throw unspoken(`The local BigQuery cannot return column ${name}.`);
      return resultColumn(entry, entryType);
    });
    return { name, type: 'RECORD', mode: 'NULLABLE', fields };
  }
  const scalar = type.alias === 'JSON' ? 'JSON' : types[type.typeId];
  if (!scalar) throw unspoken(`The local BigQuery cannot return a ${type.toString()} (column ${name}).`);
  return { name, type: scalar, mode: 'NULLABLE' };
}
