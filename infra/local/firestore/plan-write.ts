import { checkValue, checkFields } from './check-value.ts';
import { parseDocumentName, type Place } from './document-name.ts';
import { parseFieldPath } from './field-path.ts';
import type { FieldTransform, Precondition, Write } from './messages.ts';
import { invalid } from './refusal.ts';
import type { ValueFields } from './value.ts';

/** A write that was checked as far as it can be without the document. */
export type PlannedWrite = {
  name: string;
  place: Place;
  precondition: Precondition | undefined;
  /** What replaces the document, or (with a mask) is merged into it; none for a delete or a lone transform. */
  fields: ValueFields | undefined;
  mask: (readonly string[])[] | undefined;
  transforms: { path: readonly string[]; transform: FieldTransform }[];
  remove: boolean;
};

const TRANSFORM_LIMIT = 500;

/** Checks a write of a commit to `database`. */
export function planWrite(write: Write, database: string): PlannedWrite {
  const { update, transform, currentDocument } = write;
  const name = update?.name ?? write.delete ?? transform?.document;
  if (name === undefined) throw invalid('A write names no operation.');
  const place = parseDocumentName(name, database);
  if (update) checkFields(update.fields);
  const transforms = [...write.updateTransforms, ...(transform?.fieldTransforms ?? [])];
  if (transforms.length > TRANSFORM_LIMIT) {
    throw invalid(`A write may hold at most ${TRANSFORM_LIMIT} field transforms.`);
  }
  return {
    name,
    place,
    precondition: currentDocument,
    fields: update?.fields,
    mask: update && write.updateMask ? write.updateMask.fieldPaths.map(parseFieldPath) : undefined,
    transforms: transforms.map(planTransform),
    remove: write.delete !== undefined,
  };
}

function planTransform(transform: FieldTransform): PlannedWrite['transforms'][number] {
  const path = parseFieldPath(transform.fieldPath);
  const number = transform.increment ?? transform.maximum ?? transform.minimum;
  if (number && number.type !== 'integer' && number.type !== 'double') {
    throw invalid('Numeric transforms take a number.');
  }
  for (const element of transform.appendMissingElements ?? transform.removeAllFromArray ?? []) {
    if (element.type === 'array') throw invalid('Cannot convert an array value in an array value.');
    checkValue(element, transform.fieldPath);
  }
  return { path, transform };
}
