export {
  createRecall,
  type Recall,
  type RecallServices,
  rememberedMs,
  type SearchOptions,
} from './create-recall.ts';
export { chooseSegments, segmentsPerQuery } from './choose-segments.ts';
export {
  directoryLimit,
  directorySize,
  emptyDirectory,
  forget,
  readDirectory,
  updateDirectory,
  writeDirectory,
} from './directory.ts';
export { type Embed, embedSnippets, embedTexts } from './embed-snippets.ts';
export { type ExpiredPlace, findExpired, forgetExpired } from './forget-expired.ts';
export { type LiveWindow, openLive, snippetIdOf, snippetsOf } from './live-window.ts';
export { type OpenSegment, openSegment, openWindow } from './open-segment.ts';
export { packSegments } from './pack-segment.ts';
export { recall, type RecallOptions } from './recall.ts';
export * from './schema.ts';
export { rewriteSegment, type SealPlan, sealSnippets, tailOf, unpackSegment } from './seal-segments.ts';
export { type Sketch, sketchOf } from './sketch.ts';
export { normalize, tokenize } from './tokenize.ts';
export { defaultTuning, type Tuning } from './tuning.ts';
export { type Question, understandQuestion } from './understand-question.ts';
export {
  findSegments,
  type Holding,
  loadDirectory,
  readRewriting,
  readSealing,
  recallOf,
  type Rewriting,
  type Sealing,
  stageRewriting,
  stageSealing,
} from './store.ts';
