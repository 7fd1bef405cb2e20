import { invalid } from './refusal.ts';

const SIMPLE = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const FIELD_LIMIT = 1500;

const parsed = new Map<string, readonly string[]>();

/** The segments of a field path, unquoted; refuses what is no field path. */
export function parseFieldPath(path: string): readonly string[] {
  const known = parsed.get(path);
  if (known) return known;
  const segments = parse(path);
  for (const segment of segments) checkFieldName(segment);
  if (parsed.size > 10_000) parsed.clear();
  parsed.set(path, segments);
  return segments;
}

function parse(path: string): string[] {
  if (!path.includes('`')) {
    const segments = path.split('.');
    if (segments.every((segment) => SIMPLE.test(segment))) return segments;
    throw invalid(`Invalid property path "${path}".`);
  }
  const segments: string[] = [];
  let at = 0;
  for (;;) {
    let segment = '';
    if (path[at] === '`') {
      at += 1;
      for (; path[at] !== '`'; at++) {
        if (path[at] === '\\') at += 1;
        if (at >= path.length) throw invalid(`Invalid property path "${path}": a quote is not closed.`);
        segment += path[at] ?? '';
      }
      at += 1;
    } else {
      const end = path.indexOf('.', at) < 0 ? path.length : path.indexOf('.', at);
      segment = path.slice(at, end);
      if (!SIMPLE.test(segment)) throw invalid(`Invalid property path "${path}".`);
      at = end;
    }
    segments.push(segment);
    if (at === path.length) return segments;
    if (path[at] !== '.') throw invalid(`Invalid property path "${path}".`);
    at += 1;
  }
}

/** Refuses a field name that is empty, reserved or too long. */
export function checkFieldName(name: string): void {
  if (name === '') throw invalid('The property name is the empty string.');
  if (name.startsWith('__') && name.endsWith('__') && name !== '__name__' && name !== '__type__') {
    throw invalid(`The property name "${name}" is reserved.`);
  }
  if (name.length * 3 > FIELD_LIMIT && Buffer.byteLength(name) > FIELD_LIMIT) {
    throw invalid(`The property name "${name.slice(0, 40)}…" is longer than ${FIELD_LIMIT} bytes.`);
  }
}

/** The one spelling of a field path, by which it is stored and compared. */
export function formatFieldPath(segments: readonly string[]): string {
  return segments.map(formatSegment).join('.');
}

export function formatSegment(segment: string): string {
  return SIMPLE.test(segment) ? segment : `\`${segment.replace(/[\\`]/g, '\\$&')}\``;
}
