export { answerOffline } from './answer-offline.ts';
export { apology } from './apology.ts';
