import { projectFields } from './change-fields.ts';
import type { StoredDocument } from './document.ts';
import { decodeFields, encodeFields } from './value.ts';

const NO_FIELDS = new Uint8Array(0);

/** The document with only those of its fields that were asked for. */
export function project<D extends StoredDocument>(
  document: D,
  paths: readonly (readonly string[])[] | undefined,
): D {
  if (!paths) return document;
  const body =
    paths.length === 0 ? NO_FIELDS : encodeFields(projectFields(decodeFields(document.body), paths));
  return { ...document, body };
}
