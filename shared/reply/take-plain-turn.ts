import { answerText } from './answer-text.ts';
import { countTurn } from './count-turn.ts';
import { requireTurn } from './require-turn.ts';
import type { Message, TurnResult } from './schema.ts';
import type { TurnServices } from './services.ts';

/** With personalization off: the base prompt, nothing read, nothing kept. */
export async function takePlainTurn(services: TurnServices, message: Message): Promise<TurnResult> {
  const language = message.hints?.language ?? 'ru';
  requireTurn(services.quotas, message.identity, undefined, language);
  const nothing = { window: undefined, spent: undefined, profile: undefined, context: undefined };
  const unknown = {
    macros: [],
    memories: [],
    persona: undefined,
    taste: undefined,
    openTasks: [],
    conversationMemory: undefined,
  };
  const answer = await answerText(
    services,
    { ...nothing, ...unknown, prompts: await services.prompts.read() },
    {
      text: message.text,
      language,
      template: message.template,
      deadline: message.deadline,
      onText: message.onText,
      said: [],
      conversationId: message.conversationId,
    },
  );
  services.quotas.addTotal(answer.usage.input + answer.usage.output);
  countTurn({ source: message.source, status: answer.status, promptTokens: answer.ledger.total });
  return {
    userId: message.identity,
    conversationId: message.conversationId,
    messageId: message.messageId,
    reply: answer.text,
    usedPersona: false,
    memoryEventsUsed: 0,
    evidence: [],
    model: answer.model,
    remembered: 'no',
    ledger: answer.ledger,
    language,
    markdown: true,
    afterwards: () => Promise.resolve(),
  };
}
