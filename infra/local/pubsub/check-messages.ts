import { invalid } from './names.ts';
import type { PubsubMessage } from './protos.ts';

const mostBytes = 10 * 1024 * 1024;

/** Refuses a publish that Pub/Sub would refuse: nothing in it, or more than its limits. */
export function checkMessages(messages: readonly PubsubMessage[]): void {
  if (messages.length === 0) {
    throw invalid(
      'The value for message_count is too small. You passed 0 in the request, but the minimum value is 1.',
    );
  }
  if (messages.length > 1000) throw invalid('A publish may carry at most 1000 messages.');
  let bytes = 0;
  for (const message of messages) bytes += checkMessage(message);
  if (bytes > mostBytes) throw invalid(`A publish may carry at most ${mostBytes} bytes.`);
}

function checkMessage({ data, attributes, orderingKey }: PubsubMessage): number {
  const pairs = Object.entries(attributes ?? {});
  const dataBytes = data?.length ?? 0;
  if (dataBytes === 0 && pairs.length === 0) {
    throw invalid(
      'One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.',
    );
  }
  if (pairs.length > 100) throw invalid('A message may have at most 100 attributes.');
  if (Buffer.byteLength(orderingKey ?? '') > 1024)
    throw invalid('An ordering key may have at most 1024 bytes.');
  let bytes = dataBytes;
  for (const [key, value] of pairs) {
    if (key === '' || key.startsWith('goog') || Buffer.byteLength(key) > 256) {
      throw invalid(
        `Invalid attribute key ${JSON.stringify(key)}: it must have 1 to 256 bytes and not start with goog.`,
      );
    }
    if (Buffer.byteLength(value) > 1024) throw invalid(`The attribute ${key} has more than 1024 bytes.`);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  return bytes;
}
