import { answerAggregation } from './answer-aggregation.ts';
import { answerQuery } from './answer-query.ts';
import { batchWrite } from './batch-write.ts';
import { commit } from './commit.ts';
import { databaseOf } from './document-name.ts';
import { encodeDocument, toTimestamp, type StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import { getDocuments } from './get-documents.ts';
import { listCollectionIds } from './list-collections.ts';
import { listDocuments } from './list-documents.ts';
import type { Message, MessageCodec } from './message.ts';
import * as messages from './messages.ts';
import { CODE, Refusal } from './refusal.ts';
import type { Call, Handler, LastWord } from './serve-grpc.ts';
import { createDocument, updateDocument } from './write-document.ts';
import { readTimeOf, withView } from './view.ts';

const EMPTY = Buffer.alloc(0);

function method<T>(
  codec: MessageCodec<T>,
  run: (request: T, call: Call) => Promise<Iterable<Buffer>> | Iterable<Buffer>,
): Handler {
  return (request, call) => run(codec.decode(request), call);
}

/**
 * A bare UNIMPLEMENTED would be read as a stream that broke, and opened anew for ever. 1 is the target that Google's
 * client listens to, and 2 says that it is removed.
 */
const listenRefusal = messages.listenResponse.encode({
  targetChange: {
    targetChangeType: 2,
    targetIds: [1],
    cause: {
      code: CODE.UNIMPLEMENTED,
      message: 'Listening is not served by the local Firestore; read again instead.',
    },
  },
});

/** The methods of google.firestore.v1.Firestore by path. */
export function firestoreMethods(engine: Engine): Map<string, Handler | LastWord> {
  const methods: Record<string, Handler | LastWord> = {
    GetDocument: method(messages.getDocumentRequest, async (request, call) => {
      const [document] = await withView(engine, databaseOf(request.name, 'Document name'), request, (view) =>
        getDocuments(engine, view, [request.name], request.mask, call),
      );
      if (!document) throw new Refusal('NOT_FOUND', `Document "${request.name}" not found.`);
      return [encodeDocument(document)];
    }),
    BatchGetDocuments: method(messages.batchGetDocumentsRequest, (request, call) =>
      batchGet(engine, request, call),
    ),
    BeginTransaction: method(messages.beginTransactionRequest, (request) => {
      const { id } = engine.transactions.begin(databaseOf(request.database), request.options);
      return [messages.beginTransactionResponse.encode({ transaction: id })];
    }),
    Commit: method(messages.commitRequest, async (request, call) => {
      const { database, writes, transaction } = request;
      const run = async () =>
        transaction.length > 0
          ? engine.transactions.use(database, transaction, (one) =>
              commit(engine, database, writes, one, call),
            )
          : commit(engine, database, writes, undefined, call);
      const { time, results } = await run();
      return [
        messages.commitResponse.encode({
          writeResults: results,
          commitTime: time === undefined ? undefined : toTimestamp(time),
        }),
      ];
    }),
    RunQuery: method(messages.runQueryRequest, (request, call) => answerQuery(engine, request, call)),
    RunAggregationQuery: method(messages.runAggregationQueryRequest, (request, call) =>
      answerAggregation(engine, request, call),
    ),
    BatchWrite: method(messages.batchWriteRequest, async (request, call) => {
      const answer = await batchWrite(engine, databaseOf(request.database), request.writes, call);
      return [messages.batchWriteResponse.encode(answer)];
    }),
    ListDocuments: method(messages.listDocumentsRequest, async (request, call) => [
      messages.listDocumentsResponse.encode(await listDocuments(engine, request, call)),
    ]),
    ListCollectionIds: method(messages.listCollectionIdsRequest, async (request) => {
      const answer = listCollectionIds(engine, request);
      await engine.store.flushed();
      return [messages.listCollectionIdsResponse.encode(answer)];
    }),
    CreateDocument: method(messages.createDocumentRequest, async (request, call) => [
      encodeDocument(await createDocument(engine, request, call)),
    ]),
    UpdateDocument: method(messages.updateDocumentRequest, async (request, call) => [
      encodeDocument(await updateDocument(engine, request, call)),
    ]),
    DeleteDocument: method(messages.deleteDocumentRequest, async ({ name, currentDocument }, call) => {
      const change = {
        update: undefined,
        delete: name,
        transform: undefined,
        updateMask: undefined,
        updateTransforms: [],
        currentDocument,
      };
      await commit(engine, databaseOf(name, 'Document name'), [change], undefined, call);
      return [EMPTY];
    }),
    Rollback: method(messages.rollbackRequest, (request) => {
      engine.transactions.rollback(request.database, request.transaction);
      return [EMPTY];
    }),
    Listen: { lastWord: listenRefusal },
  };
  return new Map(
    Object.entries(methods).map(([name, handler]) => [`/google.firestore.v1.Firestore/${name}`, handler]),
  );
}

async function batchGet(
  engine: Engine,
  request: Message<typeof messages.batchGetDocumentsRequest>,
  call: Call,
): Promise<Iterable<Buffer>> {
  const { database, documents: names } = request;
  return withView(engine, databaseOf(database), request, async (view) => {
    const unique = [...new Set(names)];
    const documents = await getDocuments(engine, view, unique, request.mask, call);
    const readTime = toTimestamp(readTimeOf(engine, view));
    if (unique.length === 0 && view.begun) {
      return [messages.batchGetDocumentsResponse.encode({ transaction: view.begun.id, readTime })];
    }
    const answers = documents.map((document: StoredDocument | undefined, i) =>
      messages.batchGetDocumentsResponse.encode({
        ...(document ? { found: document } : { missing: unique[i] }),
        readTime,
        ...(i === 0 && view.begun ? { transaction: view.begun.id } : {}),
      }),
    );
    return answers;
  });
}
