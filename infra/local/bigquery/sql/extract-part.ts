import type { DatePart } from './date-part.ts';

const plain: Record<string, string> = {
  YEAR: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  DAY: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
  DAYOFYEAR: 'doy',
  ISOWEEK: 'week',
  ISOYEAR: 'isoyear',
};

/** EXTRACT of one part. */
export function extractPart(part: DatePart, value: string): string {
  const name = plain[part.name];
  if (name) return `extract('${name}' FROM ${value})`;
  switch (part.name) {
    case 'DATE':
      return `CAST(${value} AS DATE)`;
    case 'TIME':
      return `CAST(${value} AS TIME)`;
    case 'DATETIME':
      return `CAST(${value} AS TIMESTAMP)`;
    case 'DAYOFWEEK':
      return `(extract('dow' FROM ${value}) + 1)`;
    case 'MILLISECOND':
      return `(extract('millisecond' FROM ${value}) % 1000)`;
    case 'MICROSECOND':
      return `(extract('microsecond' FROM ${value}) % 1000000)`;
    default: {
      // Weeks begin with their first day; the days before it are week 0.
      const sinceStart = `((extract('isodow' FROM ${value}) + 6 - ${part.weekStart ?? 6}) % 7)`;
      return `((extract('doy' FROM ${value}) + 6 - ${sinceStart}) // 7)`;
    }
  }
}
