import type { DatePart } from './date-part.ts';
import { scalar, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';
import { quoteText } from './parser.ts';
import { timeFormat } from './time-format.ts';

const timestamp = (sql: string) => `CAST(${sql} AS TIMESTAMPTZ)`;
const datetime = (sql: string) => `CAST(${sql} AS TIMESTAMP)`;
// A macro that takes DATE alone: a cast would quietly cut the time off a timestamp.
const date = (call: Call, index: number) =>
  call.args[index]?.literal === undefined
    ? `bq.main.only_date(${sqlOf(call, index)})`
    : `CAST(${sqlOf(call, index)} AS DATE)`;

const nowSql = ({ context }: Call) => timestamp(`make_timestamp(${context.now})`);
/** Civil time in the zone of an argument, or in UTC. */
const inZone = (sql: string, zone: string | undefined) => `(${sql} AT TIME ZONE ${zone ?? "'UTC'"})`;

const microsOf: Record<string, number> = {
  MICROSECOND: 1,
  MILLISECOND: 1_000,
  SECOND: 1_000_000,
  MINUTE: 60_000_000,
  HOUR: 3_600_000_000,
  DAY: 86_400_000_000,
};

const partOf = (call: Call): DatePart => call.part ?? { name: 'DAY' };

/** Adds or takes an INTERVAL; `wrap` gives the result its type back. */
const shift = (operator: '+' | '-', of: (call: Call) => string, wrap: (sql: string) => string) =>
  scalar(2, 2, (call) => {
    if (!call.args[1]?.interval) throw call.refuse('without an INTERVAL');
    return wrap(`(${of(call)} ${operator} ${sqlOf(call, 1)})`);
  });

const instant = (call: Call) => timestamp(sqlOf(call, 0));
const civil = (call: Call) => `bq.main.only_datetime(${sqlOf(call, 0)})`;

/** The whole parts between two instants. */
function timestampDiff(call: Call): string {
  const micros = microsOf[partOf(call).name];
  if (!micros) throw call.refuse(`by ${partOf(call).name}`);
  const [left, right] = [timestamp(sqlOf(call, 0)), timestamp(sqlOf(call, 1))];
  return `((epoch_us(${left}) - epoch_us(${right})) // ${micros}::BIGINT)`;
}

/** The borders of `part` between two civil times. */
function borders(call: Call, left: string, right: string): string {
  const { name, weekStart } = partOf(call);
  if (weekStart !== undefined) {
    const week = (day: string) =>
      `CAST(floor((date_diff('day', DATE '1970-01-01', CAST(${day} AS DATE)) + ${(10 - weekStart) % 7}) / 7) AS BIGINT)`;
    return `(${week(left)} - ${week(right)})`;
  }
  if (!microsOf[name] && !['MONTH', 'QUARTER', 'YEAR'].includes(name)) throw call.refuse(`by ${name}`);
  return `date_diff('${name.toLowerCase()}', ${right}, ${left})`;
}

const dateDiff = (call: Call) => {
  if ((microsOf[partOf(call).name] ?? 0) > 0 && partOf(call).name !== 'DAY') {
    throw call.refuse(`by ${partOf(call).name}`);
  }
  return borders(call, date(call, 0), date(call, 1));
};

/** Cuts a time off at a part; the macro keeps the argument's type. */
function truncate(call: Call): string {
  const { name, weekStart } = partOf(call);
  if (['DAYOFWEEK', 'DAYOFYEAR', 'DATE', 'TIME', 'DATETIME', 'ISOYEAR'].includes(name)) {
    throw call.refuse(`to ${name}`);
  }
  const unit = quoteText(weekStart === undefined ? name.toLowerCase() : 'week');
  // DuckDB's weeks begin on Monday.
  const days = ((7 - (weekStart ?? 0)) % 7).toString();
  const cut = (value: string) => `bq.main.cut(${unit}, ${days}, ${value})`;
  const zone = call.args[1]?.sql;
  return zone ? `(${cut(inZone(sqlOf(call, 0), zone))} AT TIME ZONE ${zone})` : cut(sqlOf(call, 0));
}

const cutter: FunctionRule = { ...scalar(2, 3, truncate), partAt: 1 };

const formatter = (value: (call: Call) => string, max: number): FunctionRule =>
  scalar(2, max, (call) => `strftime(${value(call)}, ${timeFormat(call, 'write')})`);
const parse = (call: Call) => `strptime(${sqlOf(call, 1)}, ${timeFormat(call, 'read')})`;

/** Functions on dates and times. */
export const timeFunctions: Record<string, FunctionRule> = {
  CURRENT_TIMESTAMP: scalar(0, 0, nowSql),
  CURRENT_DATE: scalar(0, 1, (call) => `CAST(${inZone(nowSql(call), call.args[0]?.sql)} AS DATE)`),
  CURRENT_DATETIME: scalar(0, 1, (call) => inZone(nowSql(call), call.args[0]?.sql)),
  CURRENT_TIME: scalar(0, 1, (call) => `CAST(${inZone(nowSql(call), call.args[0]?.sql)} AS TIME)`),

  TIMESTAMP: scalar(1, 2, (call) =>
    call.args.length === 1
      ? timestamp(sqlOf(call, 0))
      : `(${datetime(sqlOf(call, 0))} AT TIME ZONE ${sqlOf(call, 1)})`,
  ),
  TIMESTAMP_ADD: shift('+', instant, timestamp),
  TIMESTAMP_SUB: shift('-', instant, timestamp),
  TIMESTAMP_DIFF: { ...scalar(3, 3, timestampDiff), partAt: 2 },
  TIMESTAMP_TRUNC: cutter,
  TIMESTAMP_SECONDS: scalar(1, 1, (call) => timestamp(`make_timestamp(${sqlOf(call, 0)} * 1000000)`)),
  TIMESTAMP_MILLIS: scalar(1, 1, (call) => timestamp(`make_timestamp(${sqlOf(call, 0)} * 1000)`)),
  TIMESTAMP_MICROS: scalar(1, 1, (call) => timestamp(`make_timestamp(${sqlOf(call, 0)})`)),
  UNIX_SECONDS: scalar(1, 1, (call) => unix(call, 1_000_000)),
  UNIX_MILLIS: scalar(1, 1, (call) => unix(call, 1_000)),
  UNIX_MICROS: scalar(1, 1, (call) => unix(call, 1)),
  FORMAT_TIMESTAMP: formatter((call) => inZone(timestamp(sqlOf(call, 1)), call.args[2]?.sql), 3),
  PARSE_TIMESTAMP: scalar(2, 3, (call) =>
    call.args[2] ? `(${parse(call)} AT TIME ZONE ${call.args[2].sql})` : timestamp(parse(call)),
  ),

  DATE: scalar(1, 3, (call) => {
    if (call.args.length === 3) {
      const parts = [0, 1, 2].map((index) => `CAST(${sqlOf(call, index)} AS BIGINT)`);
      return `make_date(${parts.join(', ')})`;
    }
    return call.args[1]
      ? `CAST(${inZone(timestamp(sqlOf(call, 0)), call.args[1].sql)} AS DATE)`
      : `CAST(${sqlOf(call, 0)} AS DATE)`;
  }),
  DATE_ADD: shift(
    '+',
    (call) => date(call, 0),
    (sql) => `CAST(${sql} AS DATE)`,
  ),
  DATE_SUB: shift(
    '-',
    (call) => date(call, 0),
    (sql) => `CAST(${sql} AS DATE)`,
  ),
  DATE_DIFF: { ...scalar(3, 3, dateDiff), partAt: 2 },
  DATE_TRUNC: cutter,
  DATE_FROM_UNIX_DATE: scalar(1, 1, (call) => `(DATE '1970-01-01' + CAST(${sqlOf(call, 0)} AS INTEGER))`),
  UNIX_DATE: scalar(1, 1, (call) => `date_diff('day', DATE '1970-01-01', ${date(call, 0)})`),
  LAST_DAY: scalar(1, 1, (call) => `last_day(${date(call, 0)})`),
  FORMAT_DATE: formatter((call) => datetime(date(call, 1)), 2),
  PARSE_DATE: scalar(2, 2, (call) => `CAST(${parse(call)} AS DATE)`),

  DATETIME: scalar(1, 6, (call) => {
    if (call.args.length === 6) {
      const parts = [0, 1, 2, 3, 4].map((index) => `CAST(${sqlOf(call, index)} AS BIGINT)`);
      return `make_timestamp(${parts.join(', ')}, CAST(${sqlOf(call, 5)} AS DOUBLE))`;
    }
    if (call.args.length > 2) throw call.refuse(`of ${call.args.length} arguments`);
    return call.args[1] ? inZone(timestamp(sqlOf(call, 0)), call.args[1].sql) : datetime(sqlOf(call, 0));
  }),
  DATETIME_ADD: shift('+', civil, datetime),
  DATETIME_SUB: shift('-', civil, datetime),
  DATETIME_DIFF: {
    ...scalar(3, 3, (call) => borders(call, datetime(sqlOf(call, 0)), datetime(sqlOf(call, 1)))),
    partAt: 2,
  },
  DATETIME_TRUNC: cutter,
  FORMAT_DATETIME: formatter((call) => datetime(sqlOf(call, 1)), 2),
  PARSE_DATETIME: scalar(2, 2, (call) => datetime(parse(call))),

  TIME: scalar(1, 3, (call) => {
    if (call.args.length === 3) {
      return `make_time(CAST(${sqlOf(call, 0)} AS BIGINT), CAST(${sqlOf(call, 1)} AS BIGINT), CAST(${sqlOf(call, 2)} AS DOUBLE))`;
    }
    return `CAST(${call.args[1] ? inZone(timestamp(sqlOf(call, 0)), call.args[1].sql) : sqlOf(call, 0)} AS TIME)`;
  }),
};

function unix(call: Call, micros: number): string {
  const value = `epoch_us(${timestamp(sqlOf(call, 0))})`;
  // Towards the past, also before 1970.
  return micros === 1 ? value : `CAST(floor(${value} / ${micros}) AS BIGINT)`;
}
