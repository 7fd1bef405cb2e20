import { mergeFields, getField, setField } from './change-fields.ts';
import { toMicros, type Micros } from './document.ts';
import type { DocumentRow, NewDocument } from './document-store.ts';
import { checkSize } from './measure-document.ts';
import type { PlannedWrite } from './plan-write.ts';
import { invalid, Refusal } from './refusal.ts';
import { transformField } from './transform-field.ts';
import { decodeFields, encodeFields, type Value } from './value.ts';

/** A document between two writes of a commit. */
export type DraftDocument = Pick<DocumentRow, 'created' | 'updated' | 'body'>;

export type AppliedWrite = {
  /** Undefined when the document is to go. */
  after: NewDocument | undefined;
  answers: Value[];
};

/** What the write makes of the document (missing since `deleted`); refuses when its precondition does not hold. */
export function applyWrite(
  write: PlannedWrite,
  before: DraftDocument | undefined,
  time: Micros,
  deleted?: Micros,
): AppliedWrite {
  checkPrecondition(write, before, deleted);
  if (write.remove) return { after: undefined, answers: [] };

  const keeps = before !== undefined && (write.fields === undefined || write.mask !== undefined);
  // A commit that has to wait is applied again, so transforms must not change the write itself.
  const sent = write.fields && write.transforms.length > 0 ? structuredClone(write.fields) : write.fields;
  let fields = keeps ? decodeFields(before.body) : new Map<string, Value>();
  if (sent && write.mask) mergeFields(fields, sent, write.mask);
  else if (sent) fields = sent;

  const answers: Value[] = [];
  for (const { path, transform } of write.transforms) {
    const { value, answer } = transformField(transform, getField(fields, path), time);
    setField(fields, path, value);
    answers.push(answer);
  }
  const body = encodeFields(fields);
  checkSize(write.name, fields, body.length);
  return { after: { fields, body, created: before?.created ?? time, updated: time }, answers };
}

function checkPrecondition(
  write: PlannedWrite,
  before: DraftDocument | undefined,
  deleted: Micros | undefined,
): void {
  const { precondition, name } = write;
  if (!precondition) return;
  if (precondition.exists === true && !before)
    throw new Refusal('NOT_FOUND', `No document to update: ${name}`);
  if (precondition.exists === false && before)
    throw new Refusal('ALREADY_EXISTS', `Document already exists: ${name}`);
  // The time of its deletion is the last that a missing document has.
  const stored = before?.updated ?? deleted ?? 0;
  const required = precondition.updateTime && toMicros(precondition.updateTime);
  if (required === undefined) return;
  if (before && required > stored) {
    throw invalid(`Invalid base version, it is greater than the stored version: ${name}`);
  }
  if (stored !== required) {
    throw new Refusal(
      'FAILED_PRECONDITION',
      `the stored version (${stored}) does not match the required base version (${required})`,
    );
  }
  if (!before && !write.remove) throw new Refusal('NOT_FOUND', `No document to update: ${name}`);
}
