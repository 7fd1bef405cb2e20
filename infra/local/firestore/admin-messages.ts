import { timestampCodec } from './document.ts';
import { bool, bytes, int32, int64, many, message, one, string, type Message } from './message.ts';

const duration = message({ seconds: one(1, int64), nanos: one(2, int32) });

const ttlConfig = message({ state: one(1, int32), expirationOffset: one(3, duration) });
export type TtlConfig = Message<typeof ttlConfig>;

/** What stands in an index configuration is not looked at: all that matters is whether one was sent. */
export const field = message({
  name: one(1, string),
  indexConfig: one(2, message({})),
  ttlConfig: one(3, ttlConfig),
});
export type Field = Message<typeof field>;

export const getFieldRequest = message({ name: one(1, string) });
export const updateFieldRequest = message({
  field: one(1, field),
  updateMask: one(2, message({ paths: many(1, string) })),
});
export type UpdateFieldRequest = Message<typeof updateFieldRequest>;

export const listFieldsRequest = message({
  parent: one(1, string),
  filter: one(2, string),
  pageSize: one(3, int32),
  pageToken: one(4, string),
});
export type ListFieldsRequest = Message<typeof listFieldsRequest>;
export const listFieldsResponse = message({ fields: many(1, field), nextPageToken: one(2, string) });

export const fieldOperationMetadata = message({
  startTime: one(1, timestampCodec),
  endTime: one(2, timestampCodec),
  field: one(3, string),
  state: one(5, int32),
  ttlConfigDelta: one(8, message({ changeType: one(1, int32), expirationOffset: one(3, duration) })),
});

const any = message({ typeUrl: one(1, string), value: one(2, bytes) });

export const getOperationRequest = message({ name: one(1, string) });
export const operation = message({
  name: one(1, string),
  metadata: one(2, any),
  done: one(3, bool),
  response: one(5, any),
});
