import { randomUUID } from 'node:crypto';
import * as messages from './admin-messages.ts';
import type { FieldName } from './admin-names.ts';
import { toTimestamp } from './document.ts';
import { Refusal } from './refusal.ts';

/** Changes of fields as long-running operations, which here are done when they are answered. */
export type Operations = {
  /** The answer of a change that is done. */
  finish(field: FieldName, result: Partial<messages.Field>): Buffer;
  /** The same answer again, for those who poll. */
  get(name: string): Buffer;
};

const KEPT = 1000;
const SUCCESSFUL = 5;
const ADD = 1;
const REMOVE = 2;
const TYPES = 'type.googleapis.com/google.firestore.admin.v1';

/** Remembers the latest operations; a restart forgets them, as they were answered as done. */
export function openOperations(now: () => number): Operations {
  const answers = new Map<string, Buffer>();

  return {
    finish({ database }, result) {
      const name = `${database}/operations/${randomUUID()}`;
      const time = toTimestamp(Math.floor(now() * 1000));
      const answer = messages.operation.encode({
        name,
        done: true,
        metadata: {
          typeUrl: `${TYPES}.FieldOperationMetadata`,
          value: messages.fieldOperationMetadata.encode({
            startTime: time,
            endTime: time,
            field: result.name ?? '',
            state: SUCCESSFUL,
            ttlConfigDelta: {
              changeType: result.ttlConfig ? ADD : REMOVE,
              expirationOffset: result.ttlConfig?.expirationOffset,
            },
          }),
        },
        response: { typeUrl: `${TYPES}.Field`, value: messages.field.encode(result) },
      });
      answers.set(name, answer);
      const [oldest] = answers.keys();
      if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
      return answer;
    },
    get(name) {
      const answer = answers.get(name);
      if (!answer) throw new Refusal('NOT_FOUND', `Operation "${name}" not found.`);
      return answer;
    },
  };
}
