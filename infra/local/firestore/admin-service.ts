import * as messages from './admin-messages.ts';
import { formatFieldName, parseFieldName, parseGroupName, type FieldName } from './admin-names.ts';
import { openOperations } from './admin-operations.ts';
import type { Policies, Policy } from './admin-policies.ts';
import type { Message, MessageCodec } from './message.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Handler } from './serve-grpc.ts';

const ACTIVE = 2;
const OFFSET_LIMIT = 2_147_483_647n;
const PAGE_LIMIT = 1000;
const TTL_FILTER = /^(ttlConfig|ttl_config):\*$/;
const ALL = '*';

/** The methods of google.firestore.admin.v1.FirestoreAdmin that TTL policies need, by path. */
export function adminMethods(policies: Policies, now: () => number): Map<string, Handler> {
  const operations = openOperations(now);
  return new Map([
    method('firestore.admin.v1.FirestoreAdmin/GetField', messages.getFieldRequest, ({ name }) => {
      const field = parseFieldName(name);
      return messages.field.encode(fieldMessage(field, policies.find(field)));
    }),
    method('firestore.admin.v1.FirestoreAdmin/UpdateField', messages.updateFieldRequest, async (request) => {
      const field = await updateField(policies, request);
      return operations.finish(field, fieldMessage(field, policies.find(field)));
    }),
    method('firestore.admin.v1.FirestoreAdmin/ListFields', messages.listFieldsRequest, (request) =>
      messages.listFieldsResponse.encode(listFields(policies, request)),
    ),
    method('longrunning.Operations/GetOperation', messages.getOperationRequest, ({ name }) =>
      operations.get(name),
    ),
  ]);
}

function method<T>(
  path: string,
  codec: MessageCodec<T>,
  run: (request: T) => Buffer | Promise<Buffer>,
): [string, Handler] {
  return [`/google.${path}`, async (request) => [await run(codec.decode(request))]];
}

/** What indexes a field has is not told: they come from firestore.indexes.json, not from here. */
function fieldMessage(field: FieldName, policy: Policy | undefined): Partial<messages.Field> {
  const name = formatFieldName(field);
  if (!policy) return { name };
  const expirationOffset =
    policy.offsetSeconds === 0 ? undefined : { seconds: BigInt(policy.offsetSeconds), nanos: 0 };
  return { name, ttlConfig: { state: ACTIVE, expirationOffset } };
}

async function updateField(policies: Policies, request: messages.UpdateFieldRequest): Promise<FieldName> {
  const { field: sent, updateMask } = request;
  if (!sent) throw invalid('An update needs a field.');
  const field = parseFieldName(sent.name);
  const paths = updateMask?.paths ?? [];
  paths.forEach(checkPath);
  // Without a mask all of the field is updated.
  const all = paths.length === 0 || paths.includes('*');
  if (all && sent.indexConfig) throw indexesRefused();
  if (field.path === ALL || field.path === '__name__') {
    throw invalid(`Field "${field.path}" cannot expire documents; a TTL policy names one field.`);
  }
  if (sent.ttlConfig) await policies.declare(field, offsetOf(sent.ttlConfig));
  else await policies.clear(field);
  return field;
}

function checkPath(path: string): void {
  if (path === 'index_config' || path.startsWith('index_config.')) throw indexesRefused();
  if (path === 'ttl_config' || path === '*') return;
  if (path.startsWith('ttl_config.')) {
    throw new Refusal('UNIMPLEMENTED', 'The local Firestore updates "ttl_config" as a whole.');
  }
  throw invalid(`Update mask path "${path}" is none of "index_config" and "ttl_config".`);
}

function indexesRefused(): Refusal {
  return new Refusal(
    'UNIMPLEMENTED',
    'The local Firestore takes index configurations from firestore.indexes.json and does not change them.',
  );
}

function offsetOf({ expirationOffset }: messages.TtlConfig): number {
  const { seconds, nanos } = expirationOffset ?? { seconds: 0n, nanos: 0 };
  if (nanos !== 0 || seconds < 0n || seconds > OFFSET_LIMIT) {
    throw invalid(`An expiration offset is a whole number of seconds from 0 to ${OFFSET_LIMIT}.`);
  }
  return Number(seconds);
}

function listFields(
  policies: Policies,
  request: messages.ListFieldsRequest,
): Partial<Message<typeof messages.listFieldsResponse>> {
  const { database, kind } = parseGroupName(request.parent);
  if (!TTL_FILTER.test(request.filter.trim())) {
    throw new Refusal('UNIMPLEMENTED', 'The local Firestore lists fields by the filter "ttlConfig:*" only.');
  }
  if (request.pageSize < 0) throw invalid('The page size must not be negative.');
  const size = Math.min(request.pageSize || PAGE_LIMIT, PAGE_LIMIT);
  const found = policies
    .all()
    .filter((one) => one.database === database && (kind === undefined || one.kind === kind))
    .map((one) => ({ one, name: formatFieldName(one) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => name > request.pageToken);
  const page = found.slice(0, size);
  return {
    fields: page.map(({ one }) => ({
      indexConfig: undefined,
      ttlConfig: undefined,
      name: '',
      ...fieldMessage(one, one),
    })),
    nextPageToken: found.length > size ? (page.at(-1)?.name ?? '') : '',
  };
}
