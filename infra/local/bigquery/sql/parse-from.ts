import { duckTable } from '../catalog.ts';
import { quoteName } from '../column-types.ts';
import { notFound, invalidQuery } from '../refusal.ts';
import type { TableName } from '../resources.ts';
import { quoteColumn } from './cursor.ts';
import type { Expression, Parser } from './parser.ts';

/** A translated FROM; `structs` where it holds an UNNEST whose elements may be structs. */
export type From = { readonly sql: string; readonly structs: boolean };

export type Source = From & { readonly unnest?: boolean; readonly alias?: string };

/** Reads what follows FROM. */
export function parseFrom(parser: Parser): From {
  const aliases = new Set<string>();
  let left = parseSource(parser, aliases);
  for (;;) {
    const next = parseJoin(parser, left, aliases);
    if (!next) return left;
    left = next;
  }
}

function parseJoin(parser: Parser, left: Source, aliases: Set<string>): Source | undefined {
  const { cursor } = parser;
  const kind = takeJoin(parser);
  if (!kind) return undefined;
  const right = parseSource(parser, aliases);
  const structs = left.structs || right.structs;
  if (kind === 'CROSS JOIN') return { sql: `${left.sql} CROSS JOIN ${right.sql}`, structs };
  if (cursor.takeWords('ON')) {
    return { sql: `${left.sql} ${kind} ${right.sql} ON ${parser.expression().sql}`, structs };
  }
  if (cursor.takeWords('USING')) {
    cursor.needSymbol('(');
    const columns = cursor.list(() => quoteColumn(cursor.needName(), cursor));
    cursor.needSymbol(')');
    return { sql: `${left.sql} ${kind} ${right.sql} USING (${columns.join(', ')})`, structs };
  }
  if (!right.unnest) throw cursor.unexpected();
  return { sql: `${left.sql} ${kind} ${right.sql} ON TRUE`, structs };
}

function takeJoin({ cursor }: Parser): string | undefined {
  // A comma binds as tightly as JOIN here, and more loosely in DuckDB.
  if (cursor.takeSymbol(',') || cursor.takeWords('CROSS', 'JOIN')) return 'CROSS JOIN';
  if (cursor.takeWords('JOIN') || cursor.takeWords('INNER', 'JOIN')) return 'JOIN';
  for (const side of ['LEFT', 'RIGHT', 'FULL']) {
    if (cursor.takeWords(side, 'JOIN') || cursor.takeWords(side, 'OUTER', 'JOIN')) return `${side} JOIN`;
  }
  return undefined;
}

/** Reads one table, subquery or UNNEST with its alias. */
export function parseSource(parser: Parser, aliases: Set<string>): Source {
  const { cursor } = parser;
  const source = parseSourceBody(parser, aliases);
  if (source.alias) aliases.add(source.alias.toLowerCase());
  for (const word of ['PIVOT', 'UNPIVOT', 'TABLESAMPLE', 'FOR', 'MATCH_RECOGNIZE']) {
    if (cursor.isWord(word)) throw cursor.unspoken(`${word} in FROM`);
  }
  return source;
}

function parseSourceBody(parser: Parser, aliases: Set<string>): Source {
  const { cursor } = parser;
  if (cursor.takeWords('UNNEST')) {
    cursor.needSymbol('(');
    const array = parser.expression();
    cursor.needSymbol(')');
    return unnest(parser, array);
  }
  if (cursor.isSymbol('(')) {
    cursor.next();
    let nested = 0;
    while (cursor.isSymbol('(', nested)) nested += 1;
    if (cursor.isWord('SELECT', nested) || cursor.isWord('WITH', nested)) {
      const sql = parser.query();
      cursor.needSymbol(')');
      const alias = parseAlias(parser);
      return { sql: `(${sql})${asAlias(parser, alias)}`, structs: false, ...(alias ? { alias } : {}) };
    }
    const inner = parseFrom(parser);
    cursor.needSymbol(')');
    return { sql: `(${inner.sql})`, structs: inner.structs };
  }
  return parseTable(parser, aliases);
}

function parseAlias({ cursor }: Parser): string | undefined {
  if (cursor.takeWords('AS')) return cursor.needName();
  const notAlias = ['PIVOT', 'UNPIVOT', 'MATCH_RECOGNIZE'].some(
    (word) => cursor.isWord(word) && cursor.isSymbol('(', 1),
  );
  return cursor.atAlias() && !notAlias ? cursor.needName() : undefined;
}

const asAlias = ({ cursor }: Parser, alias: string | undefined) =>
  alias === undefined ? '' : ` AS ${quoteColumn(alias, cursor)}`;

// The table is named apart from its column, so that `x`, `x.field` and `x.*` all mean the element.
function unnest(parser: Parser, array: Expression): Source {
  const { cursor } = parser;
  const alias = parseAlias(parser) ?? 'f0_';
  const column = quoteColumn(alias, cursor);
  const table = quoteName(`${alias}#`);
  const structs = !array.plainArray;
  if (!cursor.takeWords('WITH', 'OFFSET')) {
    return { sql: `UNNEST(${array.sql}) AS ${table}(${column})`, structs, unnest: true };
  }
  const offset = quoteColumn(parseAlias(parser) ?? 'offset', cursor);
  const positions = `unnest(range(array_length(${array.sql}))) AS ${offset}`;
  return {
    sql: `(SELECT unnest(${array.sql}) AS ${column}, ${positions}) AS ${table}`,
    structs,
    unnest: true,
  };
}

function parseTable(parser: Parser, aliases: ReadonlySet<string>): Source {
  const { cursor, withNames } = parser;
  const path = parseTablePath(parser);
  const [first = '', ...rest] = path;
  if (rest.length === 0 && withNames.has(first.toLowerCase())) {
    const alias = parseAlias(parser) ?? first;
    return { sql: `${quoteColumn(first, cursor)}${asAlias(parser, alias)}`, structs: false, alias };
  }
  if (rest.length > 0 && aliases.has(first.toLowerCase())) {
    return unnest(parser, { sql: path.map((part) => quoteColumn(part, cursor)).join('.') });
  }
  const name = tableName(parser, path);
  const sql = tableSql(parser, name);
  const alias = parseAlias(parser) ?? name.table;
  return { sql: `${sql}${asAlias(parser, alias)}`, structs: false, alias };
}

/** Reads a table's path, in backticks or not; project names may hold dashes. */
export function parseTablePath({ cursor }: Parser): string[] {
  const parts: string[] = [];
  do {
    const { kind, text } = cursor.peek();
    if (kind === 'quoted') {
      cursor.next();
      parts.push(...text.split('.'));
      continue;
    }
    let name = parts.length > 0 && kind === 'name' ? cursor.next().text : cursor.needName();
    while (parts.length === 0 && cursor.isSymbol('-') && ['name', 'number'].includes(cursor.peek(1).kind)) {
      cursor.next();
      name += `-${cursor.next().text}`;
    }
    parts.push(name);
  } while (cursor.takeSymbol('.'));
  return parts;
}

/** The table a path names. */
export function tableName({ cursor, context }: Parser, path: readonly string[]): TableName {
  if (path.some((part) => part.toUpperCase() === 'INFORMATION_SCHEMA')) {
    throw cursor.unspoken('INFORMATION_SCHEMA');
  }
  if (path.some((part) => part.includes('*'))) throw cursor.unspoken('wildcard tables');
  const [first = '', second = '', third = ''] = path;
  if (path.length === 3) return { project: first, dataset: second, table: third };
  if (path.length === 2) return { project: context.project, dataset: first, table: second };
  if (path.length === 1 && context.defaultDataset) return { ...context.defaultDataset, table: first };
  if (path.length === 1) {
    throw invalidQuery(`Table "${first}" must be qualified with a dataset (e.g. dataset.table).`);
  }
  throw notFound(`Table ${path.join('.')}`);
}

function tableSql(parser: Parser, name: TableName): string {
  const { body } = parser.context.findTable(name);
  if (body.view) return `(${parser.view(name, body.view.query)})`;
  const columns = (body.schema?.fields ?? []).map((field) => quoteName(field.name));
  return `(SELECT ${columns.join(', ') || 'NULL'} FROM ${duckTable(name)})`;
}
