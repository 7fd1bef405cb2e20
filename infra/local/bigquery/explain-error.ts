import { invalidQuery, Refusal } from './refusal.ts';

/** What a query's caller is told of DuckDB's refusal; what is no fault of the query stays an internal error. */
export function explainError(cause: unknown): Error {
  if (cause instanceof Refusal) return cause;
  if (!(cause instanceof Error)) return new Error(String(cause));
  const [head = ''] = cause.message.split('\n');
  const match =
    /^(Binder|Catalog|Parser|Conversion|Invalid Input|Out of Range|Invalid|Constraint|Not implemented|Mismatch Type|Out of Memory)(?: Error| Exception)?: (.*)$/.exec(
      head,
    );
  if (!match) return cause;
  const [, kind = '', text = ''] = match;
  if (kind === 'Out of Memory') {
    return new Refusal(400, 'resourcesExceeded', `Resources exceeded during query execution: ${text}`, {
      cause,
    });
  }
  return invalidQuery(wordAsGoogle(text), { cause });
}

function wordAsGoogle(text: string): string {
  const column = /^Referenced column "([^"]+)" (?:not found|was not found)/.exec(text);
  if (column) return `Unrecognized name: ${column[1]}`;
  const early = /^Column "([^"]+)" referenced that exists in the SELECT clause/.exec(text);
  if (early) return `Unrecognized name: ${early[1]}`;
  const table = /^Referenced table "([^"]+)" not found/.exec(text);
  if (table) return `Unrecognized name: ${table[1]}`;
  const bad = /'((?:Bad|Invalid) [^']*)'/.exec(text);
  if (bad?.[1]) return bad[1];
  const required = /^NOT NULL constraint failed: .*\.([^.]+)$/.exec(text);
  if (required) return `Required field ${required[1]} cannot be null`;
  return text;
}
