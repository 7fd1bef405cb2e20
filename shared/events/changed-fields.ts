type Fields = Readonly<Record<string, unknown>>;

/** Maps whose entries are told apart, by how deep below the document they lie. */
const depths: Readonly<Record<string, number>> = { evidence: 2, forgotten: 2, history: 1 };

/**
 * What an update must name to make one document of the other: the entries of large maps one by one, so that a flush
 * costs what changed and not what is known.
 */
export function changedFields(before: Fields, after: Fields): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const field of Object.keys(after))
    compare(field, before[field], after[field], depths[field] ?? 0, changed);
  return changed;
}

function compare(
  path: string,
  before: unknown,
  after: unknown,
  depth: number,
  changed: Record<string, unknown>,
): void {
  if (isSame(before, after)) return;
  if (depth === 0 || !isMap(before) || !isMap(after) || !isNameable(before, after)) {
    changed[path] = after;
    return;
  }
  for (const [key, value] of Object.entries(after))
    compare(`${path}.${key}`, before[key], value, depth - 1, changed);
}

/** An update names no entry that is gone, nor one with a sign that divides names, nor what every object has unasked. */
function isNameable(before: Fields, after: Fields): boolean {
  return (
    Object.keys(before).every((key) => Object.hasOwn(after, key)) &&
    Object.keys(after).every((key) => /^[^.*~/[\]`]+$/.test(key) && !(key in Object.prototype))
  );
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  if (!isMap(one) || !isMap(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}
