import { invalidQuery } from '../refusal.ts';

export type TokenKind = 'name' | 'quoted' | 'string' | 'bytes' | 'number' | 'parameter' | 'symbol' | 'end';
/** `text` is what the token means: a string's content, a name without its backticks. */
export type Token = { readonly kind: TokenKind; readonly text: string; readonly at: number };

const symbols = '<= >= <> != || => @@ + - * / ~ & | ^ ( ) [ ] { } , . ; = < > ? :'.split(' ');
const space = /\s+|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//y;
const name = /[A-Za-z_][A-Za-z_0-9]*/y;
const number = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const parameter = /@([A-Za-z_][A-Za-z_0-9]*)|@`([^`]+)`/y;
const quotedName = /`((?:[^`\\\n]|\\.)+)`/y;
const stringStart = /([rR]?[bB]?|[bB][rR])("""|'''|"|')/y;

/** `[line:column]` of a place in `sql`, as Google's messages name it. */
export function position(sql: string, at: number): string {
  const before = sql.slice(0, at).split('\n');
  return `[${before.length}:${(before.at(-1)?.length ?? 0) + 1}]`;
}

export const syntaxError = (sql: string, at: number, message: string) =>
  invalidQuery(`Syntax error: ${message} at ${position(sql, at)}`);

/** Cuts GoogleSQL into tokens; comments and space are gone. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(sql);
  };

  for (;;) {
    const start = (at += match(space)?.[0].length ?? 0);
    if (match(space)) continue;
    if (at >= sql.length) break;
    const push = (kind: TokenKind, text: string, length: number) => {
      tokens.push({ kind, text, at: start });
      at += length;
    };
    let found: RegExpExecArray | null;
    if ((found = match(stringStart))) {
      const [opening, prefix = '', quote = ''] = found;
      const { text, length } = readString(sql, at + opening.length, quote, /r/i.test(prefix));
      push(/b/i.test(prefix) ? 'bytes' : 'string', text, opening.length + length);
    } else if ((found = match(name))) push('name', found[0], found[0].length);
    else if ((found = match(quotedName))) push('quoted', unescape(sql, at, found[1] ?? ''), found[0].length);
    else if ((found = match(number))) push('number', found[0], found[0].length);
    else if ((found = match(parameter))) push('parameter', found[1] ?? found[2] ?? '', found[0].length);
    else {
      const symbol = symbols.find((one) => sql.startsWith(one, at));
      if (!symbol) throw syntaxError(sql, at, `Illegal input character "${sql.charAt(at)}"`);
      push('symbol', symbol, symbol.length);
    }
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function readString(
  sql: string,
  start: number,
  quote: string,
  raw: boolean,
): { text: string; length: number } {
  let end = start;
  while (end < sql.length && !sql.startsWith(quote, end)) {
    if (sql[end] === '\n' && quote.length === 1) break;
    end += sql[end] === '\\' ? 2 : 1;
  }
  if (!sql.startsWith(quote, end)) {
    throw syntaxError(sql, start - quote.length, 'Unclosed string literal');
  }
  const body = sql.slice(start, end);
  return { text: raw ? body : unescape(sql, start, body), length: end - start + quote.length };
}

const simpleEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescape(sql: string, at: number, text: string): string {
  return text.replace(
    /\\(?:([0-7]{3})|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_all, octal: string, hex: string, short: string, long: string, one: string) => {
      if (octal) return String.fromCharCode(parseInt(octal, 8));
      const code = hex || short || long;
      if (code) return String.fromCodePoint(parseInt(code, 16));
      const simple = simpleEscapes[one];
      if (simple !== undefined) return simple;
      if ('\\?"\'`'.includes(one)) return one;
      throw syntaxError(sql, at, `Illegal escape sequence: \\${one}`);
    },
  );
}
