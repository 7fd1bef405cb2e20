import { formatFieldPath, parseFieldPath } from './field-path.ts';
import { NAME, type Field } from './query.ts';

export const NAME_FIELD: Field = { text: NAME, path: [NAME] };

const fields = new Map<string, Field>();

/** A field reference of a query. */
export function parseField(text: string): Field {
  if (text === NAME) return NAME_FIELD;
  const known = fields.get(text);
  if (known) return known;
  const path = parseFieldPath(text);
  const field = { text: formatFieldPath(path), path };
  if (fields.size > 10_000) fields.clear();
  fields.set(text, field);
  return field;
}
