export { buildPrompt } from './build-prompt.ts';
export { estimateTokens } from './estimate-tokens.ts';
export { formatDate } from './format-date.ts';
export * from './schema.ts';
