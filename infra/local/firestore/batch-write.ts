import { commit } from './commit.ts';
import type { Engine } from './engine.ts';
import type { Message } from './message.ts';
import type { batchWriteResponse, Write, WriteResult } from './messages.ts';
import { planWrite } from './plan-write.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Call } from './serve-grpc.ts';

/** Writes each by itself, so that one's refusal does not touch the others; a malformed one refuses them all. */
export async function batchWrite(
  engine: Engine,
  database: string,
  writes: readonly Write[],
  call: Call,
): Promise<Message<typeof batchWriteResponse>> {
  const names = new Set(writes.map((write) => planWrite(write, database).name));
  if (names.size < writes.length) {
    throw invalid('the same document cannot be written more than once in a single request');
  }
  const outcomes = await Promise.allSettled(
    writes.map((write) => commit(engine, database, [write], undefined, call)),
  );
  const writeResults: WriteResult[] = [];
  const status: { code: number; message: string }[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') {
      writeResults.push(...outcome.value.results);
      status.push({ code: 0, message: '' });
      continue;
    }
    if (!(outcome.reason instanceof Refusal)) throw outcome.reason;
    writeResults.push({ updateTime: undefined, transformResults: [] });
    status.push({ code: outcome.reason.code, message: outcome.reason.message });
  }
  return { writeResults, status };
}
