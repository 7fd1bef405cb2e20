import { parsePlaceholders, type Prompts } from '../persona/index.ts';
import type { Message } from './schema.ts';

/** Whether the prompt for a message asks for what was made of its conversation. */
export function needsConversationMemory(
  { base, userPersona, templates }: Prompts,
  { template }: Pick<Message, 'template'>,
): boolean {
  const texts = template === undefined ? [base.ru, base.en, userPersona] : [templates[template] ?? ''];
  return texts.some((text) => parsePlaceholders(text).some(({ of }) => of === 'memory'));
}
