import { invalid } from './names.ts';

type Attributes = Readonly<Record<string, string>>;
type Predicate = (attributes: Attributes) => boolean;

const token = /\s*(?:([():.,=-]|!=)|("(?:[^"\\]|\\.)*")|([A-Za-z_][A-Za-z0-9_]*))/y;

/** Reads Pub/Sub's filter language (attribute presence, equality, prefix, AND, OR, NOT) or refuses it; an empty one lets all pass. */
export function parseFilter(filter: string): Predicate {
  if (filter.trim() === '') return () => true;
  if (filter.length > 256) throw invalid('A filter may have at most 256 characters.');
  const tokens = tokenize(filter);
  let position = 0;

  const peek = (): string | undefined => tokens[position];
  const next = (): string | undefined => tokens[position++];

  function expect(wanted: string): void {
    const found = next();
    if (found !== wanted) throw refuse(filter, `expected ${wanted} but found ${found ?? 'the end'}`);
  }

  function name(): string {
    const found = next() ?? '';
    if (found.startsWith('"')) return unquote(found);
    if (!/^[A-Za-z_]/.test(found)) throw refuse(filter, 'an attribute name is missing');
    return found;
  }

  function text(): string {
    const found = next() ?? '';
    if (!found.startsWith('"')) throw refuse(filter, 'a value must stand in double quotes');
    return unquote(found);
  }

  function comparison(): Predicate {
    if (peek() === 'hasPrefix') {
      next();
      expect('(');
      expect('attributes');
      expect('.');
      const key = name();
      expect(',');
      const prefix = text();
      expect(')');
      return (attributes) => attributes[key]?.startsWith(prefix) ?? false;
    }
    expect('attributes');
    if (peek() === ':') {
      next();
      const key = name();
      return (attributes) => attributes[key] !== undefined;
    }
    expect('.');
    const key = name();
    const operator = next();
    if (operator !== '=' && operator !== '!=') throw refuse(filter, 'expected = or !=');
    const value = text();
    if (operator === '=') return (attributes) => attributes[key] === value;
    return (attributes) => attributes[key] !== value;
  }

  function term(): Predicate {
    if (peek() === 'NOT' || peek() === '-') {
      next();
      const inner = term();
      return (attributes) => !inner(attributes);
    }
    if (peek() !== '(') return comparison();
    next();
    const inner = expression();
    expect(')');
    return inner;
  }

  function expression(): Predicate {
    const terms = [term()];
    const joint = peek();
    while (peek() === 'AND' || peek() === 'OR') {
      if (next() !== joint) throw refuse(filter, 'AND and OR need parentheses when mixed');
      terms.push(term());
    }
    if (joint === 'OR') return (attributes) => terms.some((one) => one(attributes));
    return (attributes) => terms.every((one) => one(attributes));
  }

  const whole = expression();
  if (position < tokens.length) throw refuse(filter, `unexpected ${peek() ?? ''}`);
  return whole;
}

function tokenize(filter: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  const source = filter.trimEnd();
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source);
    if (!found) throw refuse(filter, `unexpected character at ${at}`);
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return tokens;
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/g, '$1');
}

function refuse(filter: string, reason: string): Error {
  return invalid(`The filter ${JSON.stringify(filter)} cannot be read: ${reason}.`);
}
