import { randomBytes } from 'node:crypto';
import { commit } from './commit.ts';
import { checkCollectionId, checkParentName, databaseOf } from './document-name.ts';
import type { SentDocument, StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import { parseFieldPath } from './field-path.ts';
import type { Message } from './message.ts';
import type { createDocumentRequest, updateDocumentRequest, Mask, Precondition, Write } from './messages.ts';
import { project } from './project.ts';
import { invalid } from './refusal.ts';
import type { Call } from './serve-grpc.ts';

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 20;

/** Creates a document, which must not exist yet, and answers it. */
export async function createDocument(
  engine: Engine,
  request: Message<typeof createDocumentRequest>,
  call: Call,
): Promise<StoredDocument> {
  const { parent, collectionId, documentId, document, mask } = request;
  checkParentName(parent);
  checkCollectionId(collectionId);
  if (document && document.name !== '') throw invalid('document.name must not be set');
  const name = `${parent}/${collectionId}/${documentId || randomId()}`;
  const sent = { name, fields: document?.fields ?? new Map() };
  return write(engine, sent, undefined, { exists: false, updateTime: undefined }, mask, call);
}

/** Sets a document, or what the mask names of it, and answers it. */
export async function updateDocument(
  engine: Engine,
  request: Message<typeof updateDocumentRequest>,
  call: Call,
): Promise<StoredDocument> {
  const { document, updateMask, currentDocument, mask } = request;
  if (!document) throw invalid('A document is missing.');
  return write(engine, document, updateMask, currentDocument, mask, call);
}

async function write(
  engine: Engine,
  document: SentDocument,
  updateMask: Mask | undefined,
  currentDocument: Precondition | undefined,
  mask: Mask | undefined,
  call: Call,
): Promise<StoredDocument> {
  const change: Write = {
    update: document,
    delete: undefined,
    transform: undefined,
    updateMask,
    updateTransforms: [],
    currentDocument,
  };
  const { documents } = await commit(
    engine,
    databaseOf(document.name, 'Document name'),
    [change],
    undefined,
    call,
  );
  const [after] = documents;
  if (!after) throw new Error('a document that was written is missing');
  const { body, created, updated } = after;
  return project({ name: document.name, body, created, updated }, mask?.fieldPaths.map(parseFieldPath));
}

function randomId(): string {
  // 248 is the largest multiple of 62 in a byte, so that every character is as likely.
  const bytes = [...randomBytes(ID_LENGTH * 2)].filter((byte) => byte < 248).slice(0, ID_LENGTH);
  return bytes.map((byte) => ID_CHARACTERS[byte % ID_CHARACTERS.length] ?? '').join('');
}
