const space = String.raw`\s*`;

/** An overload per type DuckDB has to tell apart; BigQuery's types are few. */
const definitions = [
  `divide(a, b) AS CASE WHEN b = 0 THEN error('division by zero: ' || CAST(a AS VARCHAR) || ' / ' || CAST(b AS VARCHAR)) ELSE a / b END`,
  // BigQuery counts days of a date in INT64, and has no date less a date but as an INTERVAL.
  `plus(a DATE, b BIGINT) AS a + CAST(b AS INTEGER), (a BIGINT, b DATE) AS b + CAST(a AS INTEGER), (a, b) AS a + b`,
  `minus(a DATE, b BIGINT) AS a - CAST(b AS INTEGER),
     (a DATE, b DATE) AS error('The local BigQuery does not subtract dates; use DATE_DIFF'), (a, b) AS a - b`,
  `safe_divide(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a / b END`,
  `modulo(a, b) AS CASE WHEN b = 0 THEN error('division by zero: MOD') ELSE a % b END`,
  `integer_divide(a, b) AS CASE WHEN b = 0 THEN error('division by zero: DIV') ELSE a // b END`,

  `at_safe_offset(list, n) AS CASE WHEN n < 0 OR n >= array_length(list) THEN NULL ELSE list_extract(list, n + 1) END`,
  `at_safe_ordinal(list, n) AS CASE WHEN n < 1 OR n > array_length(list) THEN NULL ELSE list_extract(list, n) END`,
  `at_offset(list, n) AS CASE WHEN n < 0 OR n >= array_length(list)
     THEN error('Array index ' || CAST(n AS VARCHAR) || ' is out of bounds') ELSE list_extract(list, n + 1) END`,
  `at_ordinal(list, n) AS CASE WHEN n < 1 OR n > array_length(list)
     THEN error('Array index ' || CAST(n AS VARCHAR) || ' is out of bounds') ELSE list_extract(list, n) END`,
  `last_of(list) AS CASE WHEN array_length(list) = 0 THEN error('ARRAY_LAST of an empty array') ELSE list_extract(list, array_length(list)) END`,

  ...['round', 'trunc', 'ceil', 'floor'].map(
    (name) =>
      `${name}_of(a BIGINT) AS CAST(a AS DOUBLE), (a HUGEINT) AS CAST(a AS DOUBLE), (a DOUBLE) AS ${name}(a), (a DECIMAL(38,9)) AS ${name}(a)`,
  ),

  // Parts of a second are written in threes.
  `seconds_text(a TIMESTAMP) AS CASE
     WHEN epoch_us(a) % 1000000 = 0 THEN strftime(a, '%Y-%m-%d %H:%M:%S')
     WHEN epoch_us(a) % 1000 = 0 THEN strftime(a, '%Y-%m-%d %H:%M:%S.%g')
     ELSE strftime(a, '%Y-%m-%d %H:%M:%S.%f') END`,
  `to_string(a VARCHAR) AS a,
     (a BIGINT) AS CAST(a AS VARCHAR),
     (a HUGEINT) AS CAST(a AS VARCHAR),
     (a DOUBLE) AS regexp_replace(CAST(a AS VARCHAR), '\\.0$', ''),
     (a DECIMAL(38,9)) AS regexp_replace(CAST(a AS VARCHAR), '\\.?0+$', ''),
     (a BOOLEAN) AS CAST(a AS VARCHAR),
     (a DATE) AS CAST(a AS VARCHAR),
     (a TIME) AS CAST(a AS VARCHAR),
     (a TIMESTAMP) AS bq.main.seconds_text(a),
     (a TIMESTAMPTZ) AS bq.main.seconds_text(a AT TIME ZONE 'UTC') || '+00',
     (a BLOB) AS decode(a)`,
  `to_int64(a BIGINT) AS a,
     (a HUGEINT) AS CAST(a AS BIGINT),
     (a DOUBLE) AS CAST(round(a) AS BIGINT),
     (a DECIMAL(38,9)) AS CAST(round(a) AS BIGINT),
     (a BOOLEAN) AS CAST(a AS BIGINT),
     (a VARCHAR) AS CAST(CASE WHEN regexp_full_match(a, '${space}[+-]?[0-9]+${space}') THEN a ELSE 'Bad int64 value: ' || a END AS BIGINT)`,
  `to_float64(a BIGINT) AS CAST(a AS DOUBLE), (a HUGEINT) AS CAST(a AS DOUBLE), (a DOUBLE) AS a,
     (a DECIMAL(38,9)) AS CAST(a AS DOUBLE),
     (a VARCHAR) AS CAST(CASE WHEN regexp_full_match(a, '(?i)${space}[+-]?([0-9]+\\.?[0-9]*(e[+-]?[0-9]+)?|\\.[0-9]+(e[+-]?[0-9]+)?|inf|infinity|nan)${space}') THEN trim(a) ELSE 'Bad double value: ' || a END AS DOUBLE)`,
  `to_bool(a BOOLEAN) AS a, (a BIGINT) AS (a <> 0),
     (a VARCHAR) AS CAST(CASE WHEN lower(a) IN ('true', 'false') THEN a ELSE 'Bad bool value: ' || a END AS BOOLEAN)`,
  `to_bytes(a BLOB) AS a, (a VARCHAR) AS encode(a)`,
  `to_date(a DATE) AS a, (a TIMESTAMP) AS CAST(a AS DATE), (a TIMESTAMPTZ) AS CAST(a AS DATE),
     (a VARCHAR) AS CAST(CASE WHEN regexp_full_match(a, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') THEN a ELSE 'Invalid date: ' || a END AS DATE)`,
  `string_of(a TIMESTAMPTZ) AS bq.main.to_string(a), (a TIMESTAMP) AS bq.main.to_string(a), (a DATE) AS CAST(a AS VARCHAR),
     (a VARCHAR) AS CASE WHEN a IS NULL THEN NULL WHEN json_type(a) = 'VARCHAR' THEN json_extract_string(a, '$') ELSE error('The provided JSON input is not a string') END`,

  `text_length(a VARCHAR) AS length(a), (a BLOB) AS octet_length(a)`,
  `byte_length(a VARCHAR) AS strlen(a), (a BLOB) AS octet_length(a)`,
  `substring_of(a, n) AS substr(a, CASE WHEN n = 0 OR n < -length(a) THEN 1 ELSE n END),
     (a, n, size) AS CASE WHEN size < 0 THEN error('SUBSTR: a length must not be negative') ELSE
       substr(a, CASE WHEN n = 0 OR n < -length(a) THEN 1 ELSE n END, size) END`,

  `only_date(a DATE) AS a`,
  `only_datetime(a TIMESTAMP) AS a`,
  `cut(unit, days, a DATE) AS CAST(date_trunc(unit, a + to_days(days)) - to_days(days) AS DATE),
     (unit, days, a TIMESTAMP) AS date_trunc(unit, a + to_days(days)) - to_days(days),
     (unit, days, a TIMESTAMPTZ) AS date_trunc(unit, a + to_days(days)) - to_days(days)`,

  `json_scalar(j, path) AS CASE WHEN NOT json_valid(j) OR json_type(j, path) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string(j, path) END`,
  `json_part(j JSON, path) AS json_extract(j, path),
     (j VARCHAR, path) AS CASE WHEN NOT json_valid(j) OR json_type(j, path) = 'NULL' THEN NULL ELSE CAST(json_extract(j, path) AS VARCHAR) END`,
  `json_scalars(j, path, items) AS CASE WHEN NOT json_valid(j) OR json_type(j, path) <> 'ARRAY' THEN NULL
     WHEN list_has_any(json_type(j, items), ['OBJECT', 'ARRAY']) THEN NULL ELSE json_extract_string(j, items) END`,
  `json_parts(j JSON, path, items) AS CASE WHEN json_type(j, path) = 'ARRAY' THEN json_extract(j, items) END,
     (j VARCHAR, path, items) AS CASE WHEN json_valid(j) AND json_type(j, path) = 'ARRAY' THEN CAST(json_extract(j, items) AS VARCHAR[]) END`,
  `json_kind(j JSON) AS CASE json_type(j) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string'
     WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END`,
  `json_text(a) AS CASE
     WHEN typeof(a) = 'JSON' THEN CAST(a AS VARCHAR)
     WHEN typeof(a) IN ('VARCHAR', 'BOOLEAN') THEN coalesce(CAST(to_json(a) AS VARCHAR), 'null')
     WHEN typeof(a) IN ('BIGINT', 'HUGEINT') THEN coalesce(CAST(to_json(a) AS VARCHAR), 'null')
     WHEN typeof(a) = 'DOUBLE' THEN coalesce(regexp_replace(CAST(to_json(a) AS VARCHAR), '\\.0$', ''), 'null')
     WHEN typeof(a) = '"NULL"' THEN 'null'
     ELSE error('The local BigQuery writes no ' || typeof(a) || ' with TO_JSON_STRING') END`,
  `json_int64(j JSON) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(json_extract_string(j, '$') AS BIGINT)
     WHEN j IS NULL THEN NULL ELSE error('The provided JSON input is not an integer') END`,
  `json_float64(j JSON) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(json_extract_string(j, '$') AS DOUBLE)
     WHEN j IS NULL THEN NULL ELSE error('The provided JSON input is not a number') END`,
  `json_bool(j JSON) AS CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(json_extract_string(j, '$') AS BOOLEAN)
     WHEN j IS NULL THEN NULL ELSE error('The provided JSON input is not a boolean') END`,
];

/** Makes the macros that the translation calls, in a database of their own that is not kept. */
export const macroStatements: readonly string[] = [
  `ATTACH ':memory:' AS bq`,
  ...definitions.map((definition) => `CREATE MACRO bq.main.${definition}`),
];
