export { buildPrompt } from './build-prompt.ts';
export { buildSimplePrompt } from './build-simple-prompt.ts';
export { escapeText } from './escape-text.ts';
export { estimateTokens, scanTokens } from './estimate-tokens.ts';
export { formatDate } from './format-date.ts';
export * from './schema.ts';
export { basePromptTokens } from './write-persona.ts';
export { userPersonaTokens } from './write-sections.ts';
