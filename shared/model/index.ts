export { createEmbedder, type Embedder, embedderConfig } from './create-embedder.ts';
export {
  createModel,
  type Model,
  type ModelAnswer,
  modelConfig,
  type ModelRequest,
  offlineModel,
} from './create-model.ts';
export { CallFailure, failureOf } from './failure.ts';
export { tryWithin } from './try-within.ts';
