import { columnType, duckType, quoteName } from './column-types.ts';
import { invalid } from './refusal.ts';
import { tableLabel } from './resources.ts';
import type { Field, TableName } from './resources.ts';
import { columnDefinition } from './table-columns.ts';

type Change = { fields: Field[]; statements: string[] };

/** The DDL from one schema to the next, which may add fields and loosen REQUIRED; refuses the rest as Google does. */
export function planSchemaChange(name: TableName, before: readonly Field[], after: readonly Field[]): Change {
  const refuse = (reason: string) =>
    invalid(`Provided Schema does not match Table ${tableLabel(name)}. ${reason}`);
  return planLevel(before, after, [], '', refuse);
}

function planLevel(
  before: readonly Field[],
  after: readonly Field[],
  path: readonly string[],
  label: string,
  refuse: (reason: string) => Error,
): Change {
  const statements: string[] = [];
  const rest = new Map(after.map((field) => [field.name.toLowerCase(), field]));
  const fields = before.map((old) => {
    const next = rest.get(old.name.toLowerCase());
    const full = label + old.name;
    if (!next) throw refuse(`Field ${full} is missing in new schema`);
    rest.delete(old.name.toLowerCase());
    if (columnType(old.type) !== columnType(next.type)) {
      throw refuse(`Field ${full} has changed type from ${columnType(old.type)} to ${columnType(next.type)}`);
    }
    const was = old.mode ?? 'NULLABLE';
    const is = next.mode ?? 'NULLABLE';
    if (was !== is && !(was === 'REQUIRED' && is === 'NULLABLE')) {
      throw refuse(`Field ${full} has changed mode from ${was} to ${is}`);
    }
    if (was !== is && path.length === 0) {
      statements.push(`ALTER COLUMN ${quoteName(old.name)} DROP NOT NULL`);
    }
    if (columnType(old.type) !== 'RECORD') return { ...next, name: old.name };
    const inner = [...path, quoteName(old.name), ...(was === 'REPEATED' ? ['element'] : [])];
    const nested = planLevel(old.fields ?? [], next.fields ?? [], inner, `${full}.`, refuse);
    statements.push(...nested.statements);
    return { ...next, name: old.name, fields: nested.fields };
  });
  for (const added of rest.values()) {
    if (added.mode === 'REQUIRED') {
      throw refuse(`Cannot add required fields to an existing schema. (field: ${label}${added.name})`);
    }
    const definition =
      path.length === 0
        ? columnDefinition(added)
        : `${[...path, quoteName(added.name)].join('.')} ${duckType(added)}`;
    statements.push(`ADD COLUMN ${definition}`);
    fields.push(added);
  }
  return { fields, statements };
}
