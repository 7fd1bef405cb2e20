import { duckType, quoteName } from './column-types.ts';
import type { Field } from './resources.ts';

/** When a row was streamed in, in milliseconds; null for rows that SQL made. */
export const streamedAtColumn = quoteName('#streamed_at');
/** The id a streamed row was told apart by. */
export const insertIdColumn = quoteName('#insert_id');

/** A column as DDL defines it. */
export function columnDefinition(field: Field): string {
  return `${quoteName(field.name)} ${duckType(field)}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`;
}

/** What stands between the parentheses of CREATE TABLE; our own columns come first, so that new ones append. */
export function tableDefinition(fields: readonly Field[]): string {
  return [`${streamedAtColumn} BIGINT`, `${insertIdColumn} VARCHAR`, ...fields.map(columnDefinition)].join(
    ', ',
  );
}
