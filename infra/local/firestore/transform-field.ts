import { toTimestamp, type Micros } from './document.ts';
import { encodeKey } from './encode-key.ts';
import type { FieldTransform } from './messages.ts';
import { invalid } from './refusal.ts';
import { NULL, type Value } from './value.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** The new value of a field, and what the transform answers. */
export function transformField(
  transform: FieldTransform,
  before: Value | undefined,
  time: Micros,
): { value: Value; answer: Value } {
  if (transform.setToServerValue !== undefined) {
    // Server timestamps are whole milliseconds.
    const value: Value = { type: 'timestamp', ...toTimestamp(time - (time % 1000)) };
    return { value, answer: value };
  }
  if (transform.increment) return both(add(before, transform.increment));
  if (transform.maximum) return both(pick(before, transform.maximum, 1));
  if (transform.minimum) return both(pick(before, transform.minimum, -1));
  const elements = before?.type === 'array' ? before.values : [];
  if (transform.appendMissingElements)
    return { value: union(elements, transform.appendMissingElements), answer: NULL };
  if (transform.removeAllFromArray) {
    const gone = new Set(transform.removeAllFromArray.map(mark));
    return { value: { type: 'array', values: elements.filter((one) => !gone.has(mark(one))) }, answer: NULL };
  }
  throw invalid('A field transform names no transformation.');
}

function both(value: Value): { value: Value; answer: Value } {
  return { value, answer: value };
}

function add(before: Value | undefined, by: Value): Value {
  if (before?.type === 'integer' && by.type === 'integer') {
    const sum = before.value + by.value;
    return { type: 'integer', value: sum > INT64_MAX ? INT64_MAX : sum < INT64_MIN ? INT64_MIN : sum };
  }
  if (!isNumber(before)) return by;
  return { type: 'double', value: toDouble(before) + toDouble(by) };
}

/** The larger (1) or smaller (-1) number; NaN wins both, and of equals the stored one stays. */
function pick(before: Value | undefined, other: Value, sign: 1 | -1): Value {
  if (!isNumber(before)) return other;
  if (Number.isNaN(toDouble(before))) return before;
  if (Number.isNaN(toDouble(other))) return other;
  return Buffer.compare(encodeKey(other), encodeKey(before)) * sign > 0 ? other : before;
}

function union(elements: readonly Value[], added: readonly Value[]): Value {
  const values = [...elements];
  const seen = new Set(elements.map(mark));
  for (const element of added) {
    if (seen.has(mark(element))) continue;
    seen.add(mark(element));
    values.push(element);
  }
  return { type: 'array', values };
}

function mark(value: Value): string {
  return encodeKey(value).toString('latin1');
}

export function isNumber(value: Value | undefined): value is Extract<Value, { type: 'integer' | 'double' }> {
  return value?.type === 'integer' || value?.type === 'double';
}

function toDouble(value: Value): number {
  return isNumber(value) ? Number(value.value) : NaN;
}
