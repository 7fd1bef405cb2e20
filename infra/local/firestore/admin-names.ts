import { checkCollectionId, databaseOf } from './document-name.ts';
import { formatFieldPath, parseFieldPath } from './field-path.ts';
import { invalid } from './refusal.ts';

/** A field of every collection with one id: `path` in its one spelling, `*` for any field. */
export type FieldName = { database: string; kind: string; path: string };

const FIELD = /^(projects\/[^/]+\/databases\/[^/]+)\/collectionGroups\/([^/]+)\/fields\/(.+)$/s;
const GROUP = /^(projects\/[^/]+\/databases\/[^/]+)\/collectionGroups\/([^/]+)$/;
const DEFAULT = '__default__';
const ANY = '*';

/** Reads the full name of a field; refuses what is none. */
export function parseFieldName(name: string): FieldName {
  const [, database = '', kind = '', field = ''] = FIELD.exec(name) ?? [];
  if (field === '') {
    throw invalid(
      `Field name "${name}" is not of the form projects/{project}/databases/{database}/collectionGroups/{collection}/fields/{field}.`,
    );
  }
  if (kind !== DEFAULT) checkCollectionId(kind);
  else if (field !== ANY) throw invalid(`Collection group "${DEFAULT}" has no field but "${ANY}".`);
  const path = field === ANY ? ANY : formatFieldPath(parseFieldPath(field));
  return { database: databaseOf(database), kind, path };
}

/** Reads the full name of a collection group; no kind stands for all groups, which is asked for by `-`. */
export function parseGroupName(name: string): { database: string; kind: string | undefined } {
  const [, database = '', kind = ''] = GROUP.exec(name) ?? [];
  if (kind === '') {
    throw invalid(
      `Collection group "${name}" is not of the form projects/{project}/databases/{database}/collectionGroups/{collection}.`,
    );
  }
  if (kind === '-') return { database, kind: undefined };
  if (kind !== DEFAULT) checkCollectionId(kind);
  return { database, kind };
}

export function formatFieldName({ database, kind, path }: FieldName): string {
  return `${database}/collectionGroups/${kind}/fields/${path}`;
}
