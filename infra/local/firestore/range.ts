import type { Place } from './document-name.ts';
import type { ValueFields } from './value.ts';

/** What a query in a transaction looked through: whether a document, as it is about to be, would have been in it. */
export type Range = { holds(place: Place, fields: ValueFields): boolean };
