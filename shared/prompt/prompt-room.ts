import { AppError } from '../platform/errors.ts';
import { leastAnswerTokens, leastContextTokens, promptCeiling } from './schema.ts';

/** The estimate may be so much too low. */
const estimateError = 1.05;

/** How long a prompt may be, and how long the answer to one of so many tokens. */
export function promptRoom(contextTokens: number): {
  ceiling: number;
  answerRoom: (promptTokens: number) => number;
} {
  if (contextTokens < leastContextTokens)
    throw new AppError('internal', `The model's context must have at least ${leastContextTokens} tokens.`);
  const room = Math.floor((contextTokens - leastAnswerTokens) / estimateError);
  return {
    ceiling: Math.min(promptCeiling, room),
    answerRoom: (promptTokens) => contextTokens - Math.ceil(promptTokens * estimateError),
  };
}
