import { invalid } from './refusal.ts';

const SIMPLE = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const FIELD_LIMIT = 1500;

const parsed = new Map<string, readonly string[]>();

/** The segments of a field path, unquoted; refuses what is no field path. */
export function parseFieldPath(path: string): readonly string[] {
  const known = parsed.get(path);
  if (known) return known;
  const segments = parse(path);
  for (const segment of segments) {
    if (isReserved(segment)) throw invalid(`Invalid reserved name in field path ${segment}`);
  }
  if (parsed.size > 10_000) parsed.clear();
  parsed.set(path, segments);
  return segments;
}

const SEGMENT = /(?:([a-zA-Z_][a-zA-Z_0-9]*)|`((?:[^`\\]|\\.)+)`)(\.|$)/sy;

function parse(path: string): string[] {
  if (path === '') throw invalid('Invalid empty property path string.');
  const segments: string[] = [];
  SEGMENT.lastIndex = 0;
  for (let more = true; more;) {
    const match = SEGMENT.exec(path);
    if (!match) {
      throw invalid(
        `Invalid property path "${path}". Unquoted property paths must match regex ([a-zA-Z_][a-zA-Z_0-9]*), and quoted property paths must match regex (\`(?:[^\`\\\\]|(?:\\\\.))+\`)`,
      );
    }
    segments.push(match[1] ?? (match[2] ?? '').replace(/\\(.)/gs, '$1'));
    more = match[3] === '.';
  }
  return segments;
}

function isReserved(name: string): boolean {
  return name.startsWith('__') && name.endsWith('__') && name.length >= 4 && name !== '__name__';
}

/** Refuses a field name that is empty, reserved or too long. */
export function checkFieldName(name: string): void {
  if (name === '') throw invalid('The property.name is the empty string.');
  if (name.startsWith('__') && name.endsWith('__') && name.length >= 4)
    throw invalid(`field name ${name} is reserved`);
  if (name.length * 3 > FIELD_LIMIT && Buffer.byteLength(name) > FIELD_LIMIT) {
    throw invalid(`The property.name is longer than ${FIELD_LIMIT} bytes.`);
  }
}

/** The one spelling of a field path, by which it is stored and compared. */
export function formatFieldPath(segments: readonly string[]): string {
  return segments.map(formatSegment).join('.');
}

export function formatSegment(segment: string): string {
  return SIMPLE.test(segment) ? segment : `\`${segment.replace(/[\\`]/g, '\\$&')}\``;
}
