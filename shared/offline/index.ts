export { answerOffline } from './answer-offline.ts';
export { apology } from './apology.ts';
export { stripManners } from './strip-manners.ts';
export type { OfflineAnswer, OfflineQuestion, Reason } from './schema.ts';
