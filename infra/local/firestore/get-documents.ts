import { parseDocumentName } from './document-name.ts';
import type { StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import { parseFieldPath } from './field-path.ts';
import type { Abandonable } from './locks.ts';
import type { Mask } from './messages.ts';
import { project } from './project.ts';
import type { View } from './view.ts';

/** Reads documents by name; a missing one is undefined. */
export async function getDocuments(
  engine: Engine,
  view: View,
  names: readonly string[],
  mask: Mask | undefined,
  call: Abandonable,
): Promise<(StoredDocument | undefined)[]> {
  const places = names.map((name) => parseDocumentName(name, view.database));
  const paths = mask?.fieldPaths.map(parseFieldPath);
  engine.billing.add(view.database, 'reads', names.length);
  const read = () =>
    places.map((place, i) => {
      const name = names[i] ?? '';
      const past =
        view.snapshot === undefined ? 'current' : engine.history.at(view.database, name, view.snapshot);
      const row = past === 'current' ? engine.documents.read(place.collection, place.id) : past.row;
      if (!row) return undefined;
      return project({ name, body: row.body, created: row.created, updated: row.updated }, paths);
    });
  return view.locking ? engine.locks.request(view.locking, names, read, call) : read();
}
