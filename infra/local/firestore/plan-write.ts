import { checkValue, checkFields } from './check-value.ts';
import { parseDocumentName, type Place } from './document-name.ts';
import { formatFieldPath, parseFieldPath } from './field-path.ts';
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
const REQUEST_TIME = 1;

/** Checks a write of a commit to `database`. */
export function planWrite(write: Write, database: string): PlannedWrite {
  const { update, transform, currentDocument } = write;
  const name = update?.name ?? write.delete ?? transform?.document;
  if (name === undefined) throw invalid('empty write operation');
  const place = parseDocumentName(name, database);
  if (currentDocument?.updateTime && currentDocument.updateTime.nanos % 1000 !== 0) {
    throw invalid('timestamp cannot have more than microseconds precision');
  }
  if (update) checkFields(update.fields);
  const transforms = [...write.updateTransforms, ...(transform?.fieldTransforms ?? [])];
  if (transform?.fieldTransforms.length === 0) throw invalid('The list of FieldTransform must not be empty.');
  if (transforms.length > TRANSFORM_LIMIT) {
    throw invalid(`A write may hold at most ${TRANSFORM_LIMIT} field transforms.`);
  }
  return {
    name,
    place,
    precondition: currentDocument,
    fields: update?.fields,
    mask: update && write.updateMask ? write.updateMask.fieldPaths.map(parseFieldPath) : undefined,
    transforms: planTransforms(transforms),
    remove: write.delete !== undefined,
  };
}

function planTransforms(transforms: readonly FieldTransform[]): PlannedWrite['transforms'] {
  const planned = transforms.map(planTransform);
  const texts = planned.map(({ path }) => formatFieldPath(path)).sort();
  texts.forEach((text, i) => {
    const next = texts[i + 1];
    if (next?.startsWith(`${text}.`)) {
      throw invalid(`Cannot transform property ${text} and its nested property at the same time.`);
    }
  });
  return planned;
}

function planTransform(transform: FieldTransform): PlannedWrite['transforms'][number] {
  const path = parseFieldPath(transform.fieldPath);
  const number = transform.increment ?? transform.maximum ?? transform.minimum;
  if (number && number.type !== 'integer' && number.type !== 'double') {
    throw invalid('Input must be int64 or double.');
  }
  const elements = transform.appendMissingElements ?? transform.removeAllFromArray;
  if (!number && !elements && transform.setToServerValue !== REQUEST_TIME) {
    throw invalid('Operation type must be specified for field transformation.');
  }
  for (const element of elements ?? []) checkValue(element, transform.fieldPath);
  return { path, transform };
}
