import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startWithClient } from '../bigquery-client.ts';

const now = Date.parse('2024-05-15T12:34:56.789Z');

/** Rows as JSON shows them, with times as their text. */
const plain = (rows: unknown): unknown =>
  JSON.parse(
    JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'value' in value && Object.keys(value).length === 1
        ? value.value
        : value,
    ),
  );

describe('GoogleSQL', () => {
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient({ now: () => now });
    const [table] = await started.dataset.createTable('t', {
      schema: [
        { name: 'id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'n', type: 'INTEGER' },
        { name: 'f', type: 'FLOAT' },
        { name: 'num', type: 'NUMERIC' },
        { name: 'b', type: 'BOOLEAN' },
        { name: 'ts', type: 'TIMESTAMP' },
        { name: 'day', type: 'DATE' },
        { name: 'dt', type: 'DATETIME' },
        { name: 'j', type: 'JSON' },
        { name: 'text', type: 'STRING' },
        { name: 'tags', type: 'STRING', mode: 'REPEATED' },
        {
          name: 'items',
          type: 'RECORD',
          mode: 'REPEATED',
          fields: [
            { name: 'sku', type: 'STRING' },
            { name: 'qty', type: 'INTEGER' },
          ],
        },
      ],
    });
    await table.insert([
      {
        id: 'a',
        n: 1,
        f: 1.5,
        num: '1.25',
        b: true,
        ts: '2024-05-01T10:00:00.123Z',
        day: '2024-05-01',
        dt: '2024-05-01 10:00:00',
        j: '{"k":{"v":[1,{"z":"q"}]},"s":"txt","none":null,"yes":true,"x":1.5,"a.b":"dot"}',
        text: '{"s":"inside"}',
        tags: ['p', 'q'],
        items: [
          { sku: 's1', qty: 2 },
          { sku: 's2', qty: 3 },
        ],
      },
      {
        id: 'b',
        n: 2,
        f: -2.5,
        num: 3,
        b: false,
        ts: '2024-05-02T23:30:00Z',
        day: '2024-05-02',
        text: 'no json',
      },
      { id: 'c' },
    ]);
  });
  afterAll(() => started.server.close());

  async function answerOf(sql: string): Promise<unknown[][]> {
    const [rows] = await started.client.query(sql);
    return (plain(rows) as object[]).map((row) => Object.values(row) as unknown[]);
  }

  describe.each<[string, [string, unknown[][]][]]>([
    [
      'names tables',
      [
        ['SELECT id FROM `demo-butler.butler.t` WHERE n = 1', [['a']]],
        ['SELECT id FROM `demo-butler`.butler.t WHERE n = 1', [['a']]],
        ['SELECT x.id FROM demo-butler.butler.t AS x WHERE x.n = 1', [['a']]],
        ['SELECT t.id FROM butler.t WHERE t.n = 1', [['a']]],
        ['WITH t AS (SELECT 5 AS n) SELECT n FROM t', [[5]]],
      ],
    ],
    [
      'selects',
      [
        [
          'SELECT * EXCEPT (f, num, b, ts, day, dt, j, text, tags, items) REPLACE (n * 10 AS n) FROM butler.t WHERE n = 2',
          [['b', 20]],
        ],
        ['SELECT DISTINCT b IS NULL AS x, FROM butler.t ORDER BY 1', [[false], [true]]],
        ['SELECT n FROM butler.t ORDER BY n', [[null], [1], [2]]],
        ['SELECT n FROM butler.t ORDER BY n DESC', [[2], [1], [null]]],
        ['SELECT n FROM butler.t ORDER BY n DESC NULLS FIRST LIMIT 2 OFFSET 1', [[2], [1]]],
        [
          'SELECT id FROM butler.t QUALIFY ROW_NUMBER() OVER (PARTITION BY b ORDER BY n DESC) = 1 ORDER BY id',
          [['a'], ['b'], ['c']],
        ],
        [
          'SELECT DATE(ts) AS ts, COUNT(*) FROM butler.t WHERE n IS NOT NULL GROUP BY ts ORDER BY ts',
          [
            ['2024-05-01', 1],
            ['2024-05-02', 1],
          ],
        ],
        [
          'SELECT n / 2 AS h, COUNT(*) AS c FROM butler.t GROUP BY n / 2 HAVING c > 0 ORDER BY h',
          [
            [null, 1],
            [0.5, 1],
            [1, 1],
          ],
        ],
        ['SELECT x FROM (SELECT 1 AS x UNION ALL SELECT 1 UNION ALL SELECT 2) ORDER BY x', [[1], [1], [2]]],
        ['SELECT 1 AS x UNION DISTINCT SELECT 1', [[1]]],
        ['(SELECT 1 AS x) EXCEPT DISTINCT (SELECT 2)', [[1]]],
        [
          'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT SUM(n) FROM r',
          [[6]],
        ],
        [
          'SELECT a.id FROM butler.t a, butler.t b LEFT JOIN butler.t c ON a.id = c.id WHERE a.id = b.id AND a.n = 1',
          [['a']],
        ],
        ['SELECT id, a.n, b.f FROM butler.t a JOIN butler.t b USING (id) WHERE b.n = 1', [['a', 1, 1.5]]],
      ],
    ],
    [
      'reads literals',
      [
        [
          String.raw`SELECT 'it\'s', "dq", r'\d', '''tri'ple''', "a\tb", '\u00e9'`,
          [["it's", 'dq', '\\d', "tri'ple", 'a\tb', 'é']],
        ],
        [
          'SELECT 1.5, .5, 1e3, 0xff, -9223372036854775808 < 0 /* a comment */ -- and another',
          [[1.5, 0.5, 1000, 255, true]],
        ],
        [
          "SELECT DATE '2024-5-1', TIMESTAMP '2024-05-01 13:00:00+03', DATETIME '2024-05-01T10:00:00', TIME '10:00:00.5', NUMERIC '1.10'",
          [['2024-05-01', '2024-05-01T10:00:00.000Z', '2024-05-01T10:00:00', '10:00:00.500000', '1.1']],
        ],
        ['SELECT TO_JSON_STRING(JSON \'{"a": 12345678901234567890}\')', [['{"a":12345678901234567890}']]],
      ],
    ],
    [
      'calculates',
      [
        [
          'SELECT 7 / 2, DIV(7, 2), DIV(-7, 2), MOD(-7, 3), 60 * 60 * 24 * 1000 * 1000',
          [[3.5, 3, -3, -1, 86_400_000_000]],
        ],
        ['SELECT SAFE_DIVIDE(1, 0), IFNULL(SAFE_DIVIDE(n, 2), 0) FROM butler.t WHERE n = 1', [[null, 0.5]]],
        [
          'SELECT ROUND(2.5), ROUND(-2.5), ROUND(1.235, 2), TRUNC(-1.5), CEIL(1.2), FLOOR(1.7), LOG(100, 10), LN(1), POW(2, 10)',
          [[3, -3, 1.24, -1, 2, 1, 2, 0, 1024]],
        ],
        ['SELECT GREATEST(1, NULL), LEAST(2, 1), GREATEST(1.5, 2)', [[null, 1, 2]]],
        ['SELECT num + 1, num * 2, SUM(num) OVER () FROM butler.t WHERE n = 1', [['2.25', '2.5', '1.25']]],
        [
          'SELECT TRUE OR FALSE AND FALSE, NOT TRUE, 5 NOT IN (1, NULL), NULL IS NULL, 2 BETWEEN 1 AND 3, 1 IS DISTINCT FROM NULL',
          [[true, false, null, true, true, true]],
        ],
        [
          'SELECT IF(n > 1, "many", "one"), CASE n WHEN 1 THEN "x" END, CASE WHEN n > 1 THEN 1 / (n - 1) ELSE 0 END, COALESCE(NULL, n), NULLIF(n, 1) FROM butler.t WHERE n = 1',
          [['one', 'x', 0, 1, null]],
        ],
      ],
    ],
    [
      'casts',
      [
        [
          'SELECT CAST(2.5 AS INT64), CAST(-2.5 AS INT64), CAST("12" AS INT64), SAFE_CAST("1.5" AS INT64), SAFE_CAST("x" AS FLOAT64), CAST(TRUE AS INT64)',
          [[3, -3, 12, null, null, 1]],
        ],
        [
          'SELECT CAST(1.0 AS STRING), CAST(1.5 AS STRING), CAST(num AS STRING), CAST(ts AS STRING), CAST(day AS STRING), CAST(b AS STRING), CAST(n AS STRING) FROM butler.t WHERE n = 1',
          [['1', '1.5', '1.25', '2024-05-01 10:00:00.123+00', '2024-05-01', 'true', '1']],
        ],
        [
          'SELECT CAST("2024-05-01" AS DATE), CAST("2024-05-01 10:00:00+03" AS TIMESTAMP), CAST(ts AS DATE), CAST("true" AS BOOL), SAFE_CAST("t" AS BOOL) FROM butler.t WHERE n = 2',
          [['2024-05-01', '2024-05-01T07:00:00.000Z', '2024-05-02', true, null]],
        ],
        [
          'SELECT CAST(JSON_VALUE(j, "$.x") AS FLOAT64), CAST(NULL AS STRING) FROM butler.t WHERE n = 1',
          [[1.5, null]],
        ],
      ],
    ],
    [
      'works on text',
      [
        [
          'SELECT CONCAT("a", NULL), CONCAT("a", 1), "a" || "b", UPPER("ä"), LENGTH("äb"), REVERSE("ab"), TRIM(" \\t x "), TRIM("xax", "x")',
          [[null, 'a1', 'ab', 'Ä', 2, 'ba', 'x', 'a']],
        ],
        [
          'SELECT SUBSTR("hello", 2, 3), SUBSTR("hello", -3), SUBSTR("hello", 0, 2), SUBSTR("abc", -5, 2), LEFT("abc", 2), LPAD("7", 3, "0"), REPLACE("aXa", "X", "-")',
          [['ell', 'llo', 'he', 'ab', 'ab', '007', 'a-a']],
        ],
        [
          String.raw`SELECT REGEXP_CONTAINS("abc", r"^a.c$"), REGEXP_EXTRACT("user-12", r"(\d+)"), REGEXP_EXTRACT("x", r"\d"), REGEXP_REPLACE("a1b2", r"[a-z](\d)", r"\1-")`,
          [[true, '12', null, '1-2-']],
        ],
        [
          'SELECT SPLIT("a,b"), ARRAY_LENGTH(SPLIT("a-b-c", "-")), STARTS_WITH("ab", "a"), STRPOS("abc", "c"), CONTAINS_SUBSTR("ABC", "bc"), FORMAT("%05d|%s|%.1f%%", 42, "x", 1.25)',
          [[['a', 'b'], 3, true, 3, true, '00042|x|1.2%']],
        ],
        [
          String.raw`SELECT "a%c" LIKE r"a\%c", "abc" LIKE r"a\%c", "abc" LIKE "a_c", "ab" NOT LIKE "a%"`,
          [[true, false, true, false]],
        ],
        [
          'SELECT TO_HEX(MD5("a")), TO_BASE64(b"ab"), STRING_AGG(id, "|" ORDER BY id DESC LIMIT 2) FROM butler.t',
          [['0cc175b9c0f1b6a831c399e269772661', 'YWI=', 'c|b']],
        ],
      ],
    ],
    [
      'works on times',
      [
        [
          'SELECT CURRENT_TIMESTAMP(), CURRENT_DATE(), CURRENT_DATE("Pacific/Auckland"), CURRENT_TIMESTAMP, EXTRACT(HOUR FROM CURRENT_DATETIME())',
          [['2024-05-15T12:34:56.789Z', '2024-05-15', '2024-05-16', '2024-05-15T12:34:56.789Z', 12]],
        ],
        [
          'SELECT TIMESTAMP_SUB(ts, INTERVAL 7 DAY), TIMESTAMP_ADD(ts, INTERVAL n HOUR), ts - INTERVAL 30 MINUTE FROM butler.t WHERE n = 2',
          [['2024-04-25T23:30:00.000Z', '2024-05-03T01:30:00.000Z', '2024-05-02T23:00:00.000Z']],
        ],
        [
          "SELECT TIMESTAMP_DIFF(TIMESTAMP '2024-05-02 01:00:00', TIMESTAMP '2024-05-01 02:00:01', HOUR), TIMESTAMP_DIFF(TIMESTAMP '2024-05-01', TIMESTAMP '2024-05-02 23:00:00', DAY)",
          [[22, -1]],
        ],
        [
          'SELECT TIMESTAMP_TRUNC(ts, DAY), TIMESTAMP_TRUNC(ts, DAY, "Europe/Moscow"), TIMESTAMP_TRUNC(ts, WEEK), TIMESTAMP_TRUNC(ts, WEEK(MONDAY)), TIMESTAMP_TRUNC(ts, MONTH) FROM butler.t WHERE n = 2',
          [
            [
              '2024-05-02T00:00:00.000Z',
              '2024-05-02T21:00:00.000Z',
              '2024-04-28T00:00:00.000Z',
              '2024-04-29T00:00:00.000Z',
              '2024-05-01T00:00:00.000Z',
            ],
          ],
        ],
        [
          'SELECT DATE(ts), DATE(ts, "Europe/Moscow"), DATE(2024, 2, 29), DATE_TRUNC(day, MONTH), DATE_TRUNC(day, ISOWEEK), DATE_ADD(day, INTERVAL 1 MONTH), DATE_SUB(CURRENT_DATE(), INTERVAL 1 WEEK), day - 1 FROM butler.t WHERE n = 2',
          [
            [
              '2024-05-02',
              '2024-05-03',
              '2024-02-29',
              '2024-05-01',
              '2024-04-29',
              '2024-06-02',
              '2024-05-08',
              '2024-05-01',
            ],
          ],
        ],
        [
          "SELECT DATE_DIFF(DATE '2017-10-15', DATE '2017-10-14', WEEK), DATE_DIFF(DATE '2017-10-15', DATE '2017-10-14', WEEK(MONDAY)), DATE_DIFF(DATE '2024-03-01', DATE '2024-01-31', MONTH), DATE_DIFF(DATE '2024-01-01', DATE '2023-12-31', YEAR), DATE_DIFF(DATE '2024-03-01', DATE '2024-02-28', DAY)",
          [[1, 0, 2, 1, 2]],
        ],
        [
          "SELECT EXTRACT(DAYOFWEEK FROM DATE '2024-05-05'), EXTRACT(WEEK FROM DATE '2024-01-06'), EXTRACT(WEEK FROM DATE '2024-01-07'), EXTRACT(ISOWEEK FROM DATE '2024-12-30'), EXTRACT(ISOYEAR FROM DATE '2024-12-30'), EXTRACT(HOUR FROM TIMESTAMP '2024-05-01 22:00:00' AT TIME ZONE 'Europe/Moscow'), EXTRACT(MILLISECOND FROM TIMESTAMP '2024-05-01 00:00:05.123')",
          [[1, 0, 1, 1, 2025, 1, 123]],
        ],
        [
          'SELECT FORMAT_TIMESTAMP("%Y-%m-%d %H:%M", ts, "Europe/Moscow"), FORMAT_TIMESTAMP("%F", ts), FORMAT_DATE("%d.%m.%y", day) FROM butler.t WHERE n = 2',
          [['2024-05-03 02:30', '2024-05-02', '02.05.24']],
        ],
        [
          'SELECT PARSE_DATE("%Y%m%d", "20240102"), PARSE_TIMESTAMP("%F %T", "2024-01-02 03:04:05", "Europe/Moscow"), SAFE.PARSE_DATE("%F", "x"), TIMESTAMP_MILLIS(1700000000123), UNIX_MILLIS(TIMESTAMP "2024-01-01"), UNIX_SECONDS(TIMESTAMP "1969-12-31 23:59:59.5")',
          [
            [
              '2024-01-02',
              '2024-01-02T00:04:05.000Z',
              null,
              '2023-11-14T22:13:20.123Z',
              1_704_067_200_000,
              -1,
            ],
          ],
        ],
        [
          'SELECT id FROM butler.t WHERE ts >= "2024-05-02" AND ts < TIMESTAMP("2024-05-03") AND day BETWEEN "2024-05-01" AND "2024-05-02"',
          [['b']],
        ],
        [
          'SELECT d FROM UNNEST(GENERATE_DATE_ARRAY("2024-02-28", DATE "2024-03-01")) AS d ORDER BY d',
          [['2024-02-28'], ['2024-02-29'], ['2024-03-01']],
        ],
        [
          'SELECT DATETIME_DIFF(DATETIME "2024-01-02 00:00:00", DATETIME "2024-01-01 23:59:59", DAY), DATETIME(TIMESTAMP "2024-01-01", "Asia/Tokyo"), TIME(10, 20, 30), LAST_DAY(DATE "2024-02-10")',
          [[1, '2024-01-01T09:00:00', '10:20:30', '2024-02-29']],
        ],
      ],
    ],
    [
      'reads JSON',
      [
        [
          `SELECT JSON_VALUE(j, '$.s'), JSON_VALUE(j, '$.k'), JSON_VALUE(j, '$.k.v[1].z'), JSON_VALUE(j, '$.none'), JSON_VALUE(j, '$.yes'), JSON_VALUE(j, "$['a.b']"), JSON_VALUE(j, '$."a.b"'), JSON_VALUE(j, '$.nope') FROM butler.t WHERE n = 1`,
          [['txt', null, 'q', null, 'true', 'dot', 'dot', null]],
        ],
        [
          `SELECT JSON_QUERY(j, '$.k.v'), JSON_EXTRACT(j, '$.s'), JSON_EXTRACT_SCALAR(text, '$.s'), JSON_QUERY(text, '$.s') FROM butler.t WHERE n = 1`,
          [['[1,{"z":"q"}]', '"txt"', 'inside', '"inside"']],
        ],
        [`SELECT JSON_VALUE(text, '$.s') FROM butler.t WHERE n = 2`, [[null]]],
        [
          `SELECT JSON_VALUE_ARRAY('["a",1]'), JSON_QUERY_ARRAY(j, '$.k.v'), j.k.v, j['s'], STRING(j.s), JSON_TYPE(j.k) FROM butler.t WHERE n = 1`,
          [[['a', '1'], ['1', '{"z":"q"}'], '[1,{"z":"q"}]', '"txt"', 'txt', 'object']],
        ],
      ],
    ],
    [
      'aggregates',
      [
        [
          'SELECT COUNT(*), COUNT(n), COUNTIF(n > 1), COUNT(DISTINCT b), SUM(n), AVG(n), MIN(id), MAX(ts) FROM butler.t',
          [[3, 2, 1, 2, 3, 1.5, 'a', '2024-05-02T23:30:00.000Z']],
        ],
        [
          'SELECT LOGICAL_OR(b), LOGICAL_AND(b), ANY_VALUE(id HAVING MAX n), MAX_BY(id, n), ARRAY_AGG(n IGNORE NULLS ORDER BY n DESC LIMIT 1), APPROX_QUANTILES(n, 2), APPROX_QUANTILES(n, 100)[OFFSET(50)] FROM butler.t',
          [[true, false, 'b', 'b', [2], [1, 1, 2], 1]],
        ],
        [
          'SELECT ARRAY_AGG(STRUCT(id, n) ORDER BY n DESC LIMIT 2) FROM butler.t',
          [
            [
              [
                { id: 'b', n: 2 },
                { id: 'a', n: 1 },
              ],
            ],
          ],
        ],
        [
          'SELECT COUNTIF(n > 1) OVER (), LAG(n) OVER (ORDER BY n), SUM(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), PERCENTILE_CONT(n, 0.5) OVER (), FIRST_VALUE(id) OVER w FROM butler.t WHERE n > 0 WINDOW w AS (ORDER BY n DESC) ORDER BY n',
          [
            [1, null, 1, 1.5, 'b'],
            [1, 1, 3, 1.5, 'b'],
          ],
        ],
        [
          'SELECT b, COUNT(*) AS c FROM butler.t GROUP BY ROLLUP(b) ORDER BY c DESC, b',
          [
            [null, 3],
            [null, 1],
            [false, 1],
            [true, 1],
          ],
        ],
        ['SELECT SUM(n), COUNT(*), ARRAY_AGG(n) FROM butler.t WHERE FALSE', [[null, 0, []]]],
      ],
    ],
    [
      'tells types apart behind aggregates and windows',
      [
        [
          'SELECT MAX(n) + 1, COUNT(*) - 1, 1 + SUM(n) * 2, DATE_DIFF(MAX(day), MIN(day), DAY) + 1, SUM(n) - COUNT(*) FROM butler.t',
          [[3, 2, 7, 2, 0]],
        ],
        [
          'SELECT CAST(AVG(f) AS STRING), CAST(SUM(f) AS INT64), CAST(SUM(num) AS STRING), CAST(MAX(ts) AS STRING), ROUND(AVG(f)), CAST(COUNT(*) AS STRING) FROM butler.t',
          [['-0.5', -1, '4.25', '2024-05-02 23:30:00+00', -1, '3']],
        ],
        [
          'SELECT DATE_TRUNC(MAX(day), MONTH), MAX(day) - 1, TIMESTAMP_TRUNC(MAX(ts), WEEK), DATE_TRUNC(DATE(MAX(ts)), WEEK) FROM butler.t',
          [['2024-05-01', '2024-05-01', '2024-04-28T00:00:00.000Z', '2024-04-28']],
        ],
        [
          'SELECT CAST(SUM(f) OVER () AS INT64), ROW_NUMBER() OVER (ORDER BY n) + 1 FROM butler.t WHERE n = 1',
          [[2, 2]],
        ],
        [`SELECT JSON_QUERY(ANY_VALUE(j), '$.k.v'), LENGTH(MAX(id)) FROM butler.t`, [['[1,{"z":"q"}]', 1]]],
      ],
    ],
    [
      'works on arrays and structs',
      [
        [
          'SELECT id, tag, place FROM butler.t, UNNEST(tags) AS tag WITH OFFSET AS place ORDER BY place',
          [
            ['a', 'p', 0],
            ['a', 'q', 1],
          ],
        ],
        [
          'SELECT i.sku, i.qty FROM butler.t CROSS JOIN UNNEST(items) AS i ORDER BY i.sku',
          [
            ['s1', 2],
            ['s2', 3],
          ],
        ],
        [
          'SELECT t.id, i.sku FROM butler.t AS t, t.items AS i ORDER BY 2',
          [
            ['a', 's1'],
            ['a', 's2'],
          ],
        ],
        [
          'SELECT id, i.* FROM butler.t LEFT JOIN UNNEST(items) AS i ORDER BY id, 2',
          [
            ['a', 's1', 2],
            ['a', 's2', 3],
            ['b', null, null],
            ['c', null, null],
          ],
        ],
        [
          'SELECT (SELECT SUM(i.qty) FROM UNNEST(items) AS i), EXISTS(SELECT 1 FROM UNNEST(tags) AS x WHERE x = "p"), "q" IN UNNEST(tags) FROM butler.t WHERE n = 1',
          [[5, true, true]],
        ],
        ['SELECT * FROM UNNEST([3, 1, 2]) AS x ORDER BY x', [[1], [2], [3]]],
        ['SELECT x.a FROM UNNEST([STRUCT(1 AS a, "x" AS b), STRUCT(2, "y")]) AS x ORDER BY 1', [[1], [2]]],
        [
          'SELECT [1, 2][OFFSET(0)], [1, 2][ORDINAL(2)], [1, 2][SAFE_OFFSET(5)], [1, 2][SAFE_OFFSET(-2)], ARRAY<STRING>[], ARRAY_LENGTH(tags) FROM butler.t WHERE n = 1',
          [[1, 2, null, null, [], 2]],
        ],
        [
          'SELECT ARRAY_TO_STRING(tags, ","), ARRAY_CONCAT(tags, ["z"]), ARRAY_REVERSE(tags), GENERATE_ARRAY(1, 5, 2) FROM butler.t WHERE n = 1',
          [['p,q', ['p', 'q', 'z'], ['q', 'p'], [1, 3, 5]]],
        ],
        [
          'SELECT ARRAY(SELECT AS STRUCT i.sku, i.qty * 2 AS twice FROM UNNEST(items) AS i ORDER BY i.sku) FROM butler.t WHERE n = 1',
          [
            [
              [
                { sku: 's1', twice: 4 },
                { sku: 's2', twice: 6 },
              ],
            ],
          ],
        ],
        ['SELECT AS STRUCT id, n FROM butler.t WHERE n = 1', [['a', 1]]],
        ['SELECT (SELECT AS STRUCT 1 AS a, 2 AS b)', [[{ a: 1, b: 2 }]]],
        ['SELECT MAX(tag) FROM butler.t AS o, o.tags AS tag', [['q']]],
        [
          'SELECT latest.* FROM (SELECT ARRAY_AGG(STRUCT(id, n) ORDER BY n DESC LIMIT 1)[OFFSET(0)] AS latest FROM butler.t)',
          [['b', 2]],
        ],
        ['SELECT STRUCT(1 AS a, "x" AS b).b, STRUCT<a INT64, b STRING>(2, "y").a', [['x', 2]]],
      ],
    ],
  ])('%s', (_title, cases) => {
    it.each(cases)('%s', async (sql, expected) => {
      expect(await answerOf(sql)).toEqual(expected);
    });
  });

  it('names what has no name', async () => {
    const [rows] = await started.client.query('SELECT 1, n, 2 AS two, t.id, 3 FROM butler.t WHERE n = 1');
    expect(rows).toEqual([{ f0_: 1, n: 1, two: 2, id: 'a', f1_: 3 }]);
  });

  it.each([
    ['SELECT FROM butler.t', 'Syntax error: Unexpected keyword FROM at [1:8]'],
    ['SELECT 1\nFROM butler.t WHERE', 'Syntax error: Unexpected end of script at [2:20]'],
    ["SELECT 'open", 'Syntax error: Unclosed string literal at [1:8]'],
    ["SELECT 'it''s'", 'Syntax error: Unexpected string literal at [1:12]'],
    ['SELECT nope FROM butler.t', 'Unrecognized name: nope'],
    ['SELECT id FROM t', 'Table "t" must be qualified with a dataset (e.g. dataset.table).'],
    [
      'SELECT 1 AS a, 2 AS A',
      'Duplicate column names in the result are not supported. Found duplicate(s): A',
    ],
    ['SELECT 1 / 0', 'division by zero'],
    ['SELECT CAST("1.5" AS INT64)', 'Bad int64 value: 1.5'],
    ['SELECT [1][OFFSET(1)]', 'Array index 1 is out of bounds'],
    ['SELECT 9223372036854775807 + 1', 'Overflow in addition of INT64 (9223372036854775807 + 1)!'],
    [
      'SELECT ARRAY_AGG(n) AS ns FROM butler.t',
      'Array cannot have a null element; error in writing field ns',
    ],
    ['SELECT ROW_NUMBER() FROM butler.t', 'Analytic function ROW_NUMBER must be used with an OVER clause'],
    ['SELECT ERROR("boom")', 'boom'],
    ["SELECT TIMESTAMP 'soon'", 'Invalid TIMESTAMP literal: "soon"'],
    [
      'SELECT DATE_ADD(ts, INTERVAL 1 DAY) FROM butler.t',
      'No matching signature: a DATE is wanted here, not a TIMESTAMP WITH TIME ZONE',
    ],
    ['SELECT _PARTITIONTIME FROM butler.t', 'Unrecognized name: _PARTITIONTIME'],
  ])('refuses %s as Google does', async (sql, message) => {
    expect(await refusalOf(started.client.query(sql))).toEqual({
      code: 400,
      reason: 'invalidQuery',
      message,
    });
  });

  it.each([
    'SELECT FARM_FINGERPRINT("a")',
    'SELECT * FROM butler.t, UNNEST(items) AS i',
    'SELECT * FROM butler.t PIVOT(SUM(n) FOR id IN ("a"))',
    'SELECT * FROM butler.INFORMATION_SCHEMA.TABLES',
    'SELECT * FROM `butler.t*`',
    'SELECT `#insert_id` FROM butler.t',
    'SELECT 1 | 2',
    'SELECT ARRAY(SELECT AS STRUCT 1 AS a UNION ALL SELECT AS STRUCT 2)',
    'SELECT TO_JSON(n) FROM butler.t',
    'SELECT INTERVAL 1 DAY',
    'SELECT JSON_VALUE(j, CONCAT("$.", id)) FROM butler.t',
    'SELECT JSON_VALUE(j, "$.*") FROM butler.t',
    'SELECT FORMAT_DATE("%Q", day) FROM butler.t',
    'SELECT FORMAT("%t", n) FROM butler.t',
    'SELECT CAST(n AS STRING FORMAT "9") FROM butler.t',
    'CREATE TABLE butler.x (a INT64)',
    'SELECT 1; SELECT 2',
    'SELECT id FROM butler.t TABLESAMPLE SYSTEM (10 PERCENT)',
  ])('says in a sentence that it does not speak %s', async (sql) => {
    const refusal = await refusalOf(started.client.query(sql));
    expect(refusal.code).toBe(501);
    expect(refusal.message).toMatch(/^The local BigQuery .*\.$/);
  });

  it('reaches no file and no setting', async () => {
    const { client } = started;
    expect(await refusalOf(client.query('SELECT * FROM `/etc/passwd`'))).toMatchObject({ code: 400 });
    expect(await refusalOf(client.query("SELECT * FROM read_text('/etc/passwd')"))).toMatchObject({
      code: 400,
    });
    expect(await refusalOf(client.query('SELECT getenv("HOME")'))).toMatchObject({ code: 501 });
  });

  it('lets no view nest for ever', async () => {
    const { client, dataset } = started;
    await dataset.createTable('v0', { view: 'SELECT 1 AS one' });
    for (let depth = 1; depth <= 15; depth += 1) {
      await dataset.createTable(`v${depth}`, { view: `SELECT * FROM butler.v${depth - 1}` });
    }
    const [rows] = await client.query('SELECT * FROM butler.v15');
    expect(rows).toEqual([{ one: 1 }]);
    await dataset.table('v0').setMetadata({ view: 'SELECT * FROM butler.v15' });
    expect(await refusalOf(client.query('SELECT * FROM butler.v15'))).toMatchObject({
      code: 400,
      message: 'Too many nested views/UDFs; the limit is 16',
    });
  });
});
