import type { Cursor } from './cursor.ts';

/** A unit of time; `weekStart` counts from Monday = 0 where the unit is a week. */
export type DatePart = { readonly name: string; readonly weekStart?: number };

const parts = new Set([
  'MICROSECOND',
  'MILLISECOND',
  'SECOND',
  'MINUTE',
  'HOUR',
  'DAY',
  'MONTH',
  'QUARTER',
  'YEAR',
  'ISOYEAR',
  'DAYOFWEEK',
  'DAYOFYEAR',
  'DATE',
  'TIME',
  'DATETIME',
]);
const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** Reads a date part such as DAY, ISOWEEK or WEEK(MONDAY). */
export function parseDatePart(cursor: Cursor): DatePart {
  const { kind, text } = cursor.peek();
  const name = text.toUpperCase();
  if (kind !== 'name') throw cursor.unexpected();
  if (name === 'ISOWEEK') {
    cursor.next();
    return { name, weekStart: 0 };
  }
  if (name === 'WEEK') {
    cursor.next();
    if (!cursor.takeSymbol('(')) return { name, weekStart: 6 };
    const weekStart = weekdays.indexOf(cursor.peek().text.toUpperCase());
    if (weekStart < 0) throw cursor.unexpected();
    cursor.next();
    cursor.needSymbol(')');
    return { name, weekStart };
  }
  if (!parts.has(name)) throw cursor.unexpected();
  cursor.next();
  return { name };
}

const intervals: Record<string, (amount: string) => string> = {
  MICROSECOND: (amount) => `to_microseconds(${amount})`,
  MILLISECOND: (amount) => `to_milliseconds(${amount})`,
  SECOND: (amount) => `to_seconds(${amount})`,
  MINUTE: (amount) => `to_minutes(${amount})`,
  HOUR: (amount) => `to_hours(${amount})`,
  DAY: (amount) => `to_days(CAST(${amount} AS INTEGER))`,
  WEEK: (amount) => `to_days(CAST(7 * (${amount}) AS INTEGER))`,
  MONTH: (amount) => `to_months(CAST(${amount} AS INTEGER))`,
  QUARTER: (amount) => `to_months(CAST(3 * (${amount}) AS INTEGER))`,
  YEAR: (amount) => `to_years(CAST(${amount} AS INTEGER))`,
};

/** DuckDB's interval of `amount` parts, or nothing where a part measures no length. */
export const intervalSql = (amount: string, { name }: DatePart) => intervals[name]?.(amount);
