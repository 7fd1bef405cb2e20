import { type Answer, type Button, splitText } from '../../shared/telegram/index.ts';

/** An answer in the bot's own words, in which nothing is markup. */
export function plain(text: string, buttons?: Button[][]): Answer {
  return { parts: splitText(text), markdown: false, ...(buttons && { buttons }) };
}
