// A macro cannot tell its argument's type where that is an aggregate, so none of them has typed parameters:
// typeof chooses at run time, and every branch stands for every type.

/** `then` where `value` fits `pattern`; else a cast that fails with `complaint` in its message. */
const checked = (value: string, pattern: string, complaint: string, type: string) =>
  `CAST(CASE WHEN regexp_full_match(${value}, '${pattern}') THEN ${value} ELSE '${complaint}: ' || ${value} END AS ${type})`;

const text = 'CAST(a AS VARCHAR)';
// Text holds bytes in DuckDB's escapes, which it reads back.
const bytes = `CAST(${text} AS BLOB)`;
const decimals = String.raw`[0-9]+\.?[0-9]*(e[+-]?[0-9]+)?|\.[0-9]+(e[+-]?[0-9]+)?`;

const arithmetic = [
  `divide(a, b) AS CASE WHEN b = 0 THEN error('division by zero') ELSE a / b END`,
  `safe_divide(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a / b END`,
  `modulo(a, b) AS CASE WHEN b = 0 THEN error('division by zero: MOD') ELSE a % b END`,
  `integer_divide(a, b) AS CASE WHEN b = 0 THEN error('division by zero: DIV') ELSE a // b END`,
  // A date less a date is an INTERVAL in BigQuery and a number in DuckDB.
  `minus(a, b) AS CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE'
     THEN error('The local BigQuery does not subtract dates; use DATE_DIFF') ELSE a - b END`,
];

const outOfBounds = `error('Array index ' || CAST(n AS VARCHAR) || ' is out of bounds')`;
const arrays = [
  `at_safe_offset(list, n) AS CASE WHEN n < 0 OR n >= array_length(list) THEN NULL ELSE list_extract(list, n + 1) END`,
  `at_safe_ordinal(list, n) AS CASE WHEN n < 1 OR n > array_length(list) THEN NULL ELSE list_extract(list, n) END`,
  `at_offset(list, n) AS CASE WHEN n < 0 OR n >= array_length(list) THEN ${outOfBounds} ELSE list_extract(list, n + 1) END`,
  `at_ordinal(list, n) AS CASE WHEN n < 1 OR n > array_length(list) THEN ${outOfBounds} ELSE list_extract(list, n) END`,
  `last_of(list) AS CASE WHEN array_length(list) = 0 THEN error('ARRAY_LAST of an empty array')
     ELSE list_extract(list, array_length(list)) END`,
];

const casts = [
  // BigQuery writes parts of a second in threes, whole FLOAT64 without a point, NUMERIC without trailing zeros.
  `to_string(a) AS CASE
     WHEN typeof(a) IN ('VARCHAR', 'BIGINT', 'INTEGER', 'HUGEINT', 'BOOLEAN', 'DATE', '"NULL"') THEN ${text}
     WHEN typeof(a) = 'DOUBLE' THEN regexp_replace(${text}, '\\.0$', '')
     WHEN typeof(a) LIKE 'DECIMAL%' THEN regexp_replace(regexp_replace(${text}, '(\\.[0-9]*?)0+$', '\\1'), '\\.$', '')
     WHEN typeof(a) IN ('TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'TIME') THEN
       regexp_replace(regexp_replace(${text}, '(\\.([0-9]{3})?[0-9]{2})(\\+|$)', '\\10\\3'), '(\\.([0-9]{3})?[0-9])(\\+|$)', '\\100\\3')
     WHEN typeof(a) = 'BLOB' THEN decode(${bytes})
     ELSE error('Invalid cast from ' || typeof(a) || ' to STRING') END`,
  `to_int64(a) AS CASE
     WHEN typeof(a) = 'VARCHAR' THEN ${checked(text, String.raw`\s*[+-]?[0-9]+\s*`, 'Bad int64 value', 'BIGINT')}
     WHEN typeof(a) = 'DOUBLE' THEN CAST(round(CAST(a AS DOUBLE)) AS BIGINT)
     ELSE CAST(a AS BIGINT) END`,
  `to_float64(a) AS CASE
     WHEN typeof(a) = 'VARCHAR' THEN ${checked(`trim(${text})`, `(?i)[+-]?(${decimals}|inf|infinity|nan)`, 'Bad double value', 'DOUBLE')}
     ELSE CAST(a AS DOUBLE) END`,
  `to_bool(a) AS CASE
     WHEN typeof(a) = 'VARCHAR' THEN ${checked(text, '(?i)true|false', 'Bad bool value', 'BOOLEAN')}
     ELSE CAST(a AS BOOLEAN) END`,
  `to_bytes(a) AS CASE WHEN typeof(a) = 'BLOB' THEN ${bytes} ELSE encode(${text}) END`,
  `to_date(a) AS CASE
     WHEN typeof(a) = 'VARCHAR' THEN ${checked(text, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}', 'Invalid date', 'DATE')}
     ELSE CAST(a AS DATE) END`,
];

const strings = [
  `text_length(a) AS CASE WHEN typeof(a) = 'BLOB' THEN octet_length(${bytes}) ELSE length(${text}) END`,
  `byte_length(a) AS CASE WHEN typeof(a) = 'BLOB' THEN octet_length(${bytes}) ELSE strlen(${text}) END`,
  `start_of(a, n) AS CASE WHEN n = 0 OR n < -length(a) THEN 1 ELSE n END`,
  `substring_of(a, n) AS substr(a, bq.main.start_of(a, n)),
     (a, n, size) AS CASE WHEN size < 0 THEN error('Third argument in SUBSTR() cannot be negative')
       ELSE substr(a, bq.main.start_of(a, n), size) END`,
];

// DuckDB would quietly cut the time off, or add one.
const only = (name: string, type: string, wanted: string) =>
  `${name}(a) AS CASE WHEN typeof(a) IN ('${type}', '"NULL"') THEN CAST(a AS ${type})
     ELSE error('No matching signature: a ${wanted} is wanted here, not a ' || typeof(a)) END`;
const times = [
  only('only_date', 'DATE', 'DATE'),
  only('only_datetime', 'TIMESTAMP', 'DATETIME'),
  `cut(unit, days, a) AS cast_to_type(date_trunc(unit, a + to_days(days)) - to_days(days), a)`,
];

const json = [
  `json_scalar(j, path) AS CASE WHEN NOT json_valid(j) OR json_type(j, path) IN ('OBJECT', 'ARRAY', 'NULL')
     THEN NULL ELSE json_extract_string(j, path) END`,
  // Text gives text, JSON gives JSON; a null in text is no value.
  `json_part(j, path) AS CASE WHEN NOT json_valid(j) OR (typeof(j) = 'VARCHAR' AND json_type(j, path) = 'NULL')
     THEN NULL ELSE cast_to_type(json_extract(j, path), j) END`,
  `json_scalars(j, path, items) AS CASE WHEN NOT json_valid(j) OR json_type(j, path) <> 'ARRAY' THEN NULL
     WHEN list_has_any(json_type(j, items), ['OBJECT', 'ARRAY']) THEN NULL ELSE json_extract_string(j, items) END`,
  `json_parts(j, path, items) AS CASE WHEN json_valid(j) AND json_type(j, path) = 'ARRAY'
     THEN cast_to_type(json_extract(j, items), [j]) END`,
  `json_kind(j) AS CASE json_type(j) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string'
     WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END`,
  `json_text(a) AS CASE
     WHEN typeof(a) = 'JSON' THEN ${text}
     WHEN typeof(a) IN ('VARCHAR', 'BOOLEAN', 'BIGINT', 'HUGEINT') THEN coalesce(CAST(to_json(a) AS VARCHAR), 'null')
     WHEN typeof(a) = 'DOUBLE' THEN coalesce(regexp_replace(CAST(to_json(a) AS VARCHAR), '\\.0$', ''), 'null')
     WHEN typeof(a) = '"NULL"' THEN 'null'
     ELSE error('The local BigQuery writes no ' || typeof(a) || ' with TO_JSON_STRING') END`,
  ...[
    ['json_int64', `'BIGINT', 'UBIGINT'`, 'BIGINT', 'an integer'],
    ['json_float64', `'BIGINT', 'UBIGINT', 'DOUBLE'`, 'DOUBLE', 'a number'],
    ['json_bool', `'BOOLEAN'`, 'BOOLEAN', 'a boolean'],
    ['json_string', `'VARCHAR'`, 'VARCHAR', 'a string'],
  ].map(
    ([name, kinds, type, what]) =>
      `${name}(j) AS CASE WHEN j IS NULL THEN NULL
         WHEN json_type(CAST(j AS JSON)) IN (${kinds}) THEN CAST(json_extract_string(CAST(j AS JSON), '$') AS ${type})
         ELSE error('The provided JSON input is not ${what}') END`,
  ),
];

/** STRING of a time, or of JSON text. */
const stringOf = `string_of(a) AS CASE WHEN typeof(a) IN ('JSON', 'VARCHAR') THEN bq.main.json_string(a) ELSE bq.main.to_string(a) END`;

/** Makes the macros that the translation calls, in a database of their own that is not kept. */
export const macroStatements: readonly string[] = [
  `ATTACH ':memory:' AS bq`,
  ...[arithmetic, arrays, casts, strings, times, json, stringOf]
    .flat()
    .map((macro) => `CREATE MACRO bq.main.${macro}`),
];
