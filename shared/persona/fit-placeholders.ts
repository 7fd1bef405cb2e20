import { estimateTokens } from '../prompt/index.ts';
import { fillPlaceholders, type Filled, type FillOptions } from './fill-placeholders.ts';

/**
 * Fills a template in at most so many tokens, by giving each placeholder fewer characters, down to none; where the
 * template's own text is longer, so is the result.
 */
export function fitPlaceholders(template: string, options: FillOptions & { maxTokens: number }): Filled {
  const { maxTokens, ...given } = options;
  let filled = fillPlaceholders(template, given);
  let maxChars = Math.min(given.maxChars ?? Infinity, filled.text.length);
  for (;;) {
    const tokens = estimateTokens(filled.text);
    if (tokens <= maxTokens || maxChars === 0) return filled;
    const shrunk = Math.floor((maxChars * Math.max(0, maxTokens)) / tokens);
    maxChars = Math.max(0, Math.min(shrunk, maxChars - 20));
    filled = fillPlaceholders(template, { ...given, maxChars });
  }
}
