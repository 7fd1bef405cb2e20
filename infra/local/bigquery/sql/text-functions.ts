import { allSql, macro, same, scalar, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';
import { quoteText } from './parser.ts';

const asInteger = (call: Call, index: number) => `CAST(${sqlOf(call, index)} AS INTEGER)`;

/** A trim of white space, or of the characters given. */
const trim = (name: string, spaces: string): FunctionRule =>
  scalar(1, 2, (call) =>
    call.args.length === 2
      ? `${name}(${allSql(call)})`
      : `regexp_replace(${sqlOf(call, 0)}, '${spaces}', '', 'g')`,
  );
const space = String.raw`[\s\p{Z}\x{0B}\x{85}]+`;

const pad = (name: string): FunctionRule =>
  scalar(2, 3, (call) => `${name}(${sqlOf(call, 0)}, ${asInteger(call, 1)}, ${call.args[2]?.sql ?? "' '"})`);

// What stands in FORMAT's text; anything else is refused.
const formatSpec = /%(?:%|[-+ 0#]*\d*(?:\.\d+)?[disfgeEGxXo])/g;

function format(call: Call): string {
  const text = call.args[0]?.literal;
  if (text === undefined) throw call.refuse('with a format that is no literal');
  if (text.replace(formatSpec, '').includes('%')) throw call.refuse(`with the format ${text}`);
  const duck = text.replace(formatSpec, (spec) => spec.replace(/i$/, 'd'));
  const values = call.args.slice(1).map(({ sql }) => sql);
  // BigQuery's FORMAT is NULL as soon as one argument is.
  const whole = `printf(${[quoteText(duck), ...values].join(', ')})`;
  if (values.length === 0) return whole;
  return `(CASE WHEN ${values.map((value) => `${value} IS NULL`).join(' OR ')} THEN NULL ELSE ${whole} END)`;
}

function regexpExtract(call: Call): string {
  const pattern = call.args[1]?.literal;
  if (pattern === undefined) throw call.refuse('with a pattern that is no literal');
  const groups =
    pattern
      .replace(/\\./g, '')
      .replace(/\[[^\]]*\]/g, '')
      .match(/\((?!\?)|\(\?P?</g) ?? [];
  if (groups.length > 1) throw call.refuse('with more than one capturing group');
  const [value, regexp] = [sqlOf(call, 0), sqlOf(call, 1)];
  return `(CASE WHEN regexp_matches(${value}, ${regexp}) THEN regexp_extract(${value}, ${regexp}, ${groups.length}) END)`;
}

/** Functions on text and bytes. */
export const textFunctions: Record<string, FunctionRule> = {
  // DuckDB's concat leaves nulls out; BigQuery's is null with them.
  CONCAT: scalar(
    1,
    99,
    (call) =>
      `(${call.args.map((arg) => (arg.literal === undefined ? `bq.main.to_string(${arg.sql})` : arg.sql)).join(' || ')})`,
  ),
  LOWER: same('lower', 1),
  UPPER: same('upper', 1),
  LENGTH: macro('text_length', 1),
  CHAR_LENGTH: same('length', 1),
  CHARACTER_LENGTH: same('length', 1),
  BYTE_LENGTH: scalar(1, 1, (call) => `bq.main.byte_length(${sqlOf(call, 0)})`),
  SUBSTR: macro('substring_of', 2, 3),
  SUBSTRING: macro('substring_of', 2, 3),
  LEFT: same('left', 2),
  RIGHT: same('right', 2),
  TRIM: trim('trim', `^${space}|${space}$`),
  LTRIM: trim('ltrim', `^${space}`),
  RTRIM: trim('rtrim', `${space}$`),
  LPAD: pad('lpad'),
  RPAD: pad('rpad'),
  REPEAT: same('repeat', 2),
  REVERSE: same('reverse', 1),
  REPLACE: scalar(
    3,
    3,
    (call) => `(CASE WHEN ${sqlOf(call, 1)} = '' THEN ${sqlOf(call, 0)} ELSE replace(${allSql(call)}) END)`,
  ),
  STARTS_WITH: same('starts_with', 2),
  ENDS_WITH: same('ends_with', 2),
  STRPOS: same('strpos', 2),
  INSTR: same('strpos', 2),
  CONTAINS_SUBSTR: scalar(2, 2, (call) => `contains(lower(${sqlOf(call, 0)}), lower(${sqlOf(call, 1)}))`),
  SPLIT: {
    ...scalar(1, 2, (call) => `string_split(${sqlOf(call, 0)}, ${call.args[1]?.sql ?? "','"})`),
    plainArray: true,
  },
  REGEXP_CONTAINS: same('regexp_matches', 2),
  REGEXP_REPLACE: scalar(3, 3, (call) => `regexp_replace(${allSql(call)}, 'g')`),
  REGEXP_EXTRACT: scalar(2, 2, regexpExtract),
  REGEXP_SUBSTR: scalar(2, 2, regexpExtract),
  FORMAT: scalar(1, 99, format),
  ASCII: same('ascii', 1),
  CHR: scalar(1, 1, (call) => `chr(${asInteger(call, 0)})`),
  EDIT_DISTANCE: same('levenshtein', 2),
  TO_BASE64: same('to_base64', 1),
  FROM_BASE64: same('from_base64', 1),
  TO_HEX: scalar(1, 1, (call) => `lower(hex(${sqlOf(call, 0)}))`),
  FROM_HEX: same('from_hex', 1),
  MD5: scalar(1, 1, (call) => `from_hex(md5(${sqlOf(call, 0)}))`),
  SHA1: scalar(1, 1, (call) => `from_hex(sha1(${sqlOf(call, 0)}))`),
  SHA256: scalar(1, 1, (call) => `from_hex(sha256(${sqlOf(call, 0)}))`),
  GENERATE_UUID: scalar(0, 0, () => 'CAST(uuid() AS VARCHAR)'),
  STRING: macro('string_of', 1),
};
