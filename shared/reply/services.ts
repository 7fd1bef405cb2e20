import type { Identities } from '../identity/index.ts';
import type { Weeks } from '../insights/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Model } from '../model/index.ts';
import type { Personas, PromptSource } from '../persona/index.ts';
import type { People } from '../person/index.ts';
import type { Plans } from '../plan/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Publish } from '../platform/publish.ts';
import type { RowStream } from '../platform/row-stream.ts';
import type { Quotas } from '../quota/index.ts';
import type { Recall } from '../recall/index.ts';
import type { Shop } from '../shop/index.ts';
import type { ChatTurnRow, QueuedTurn } from './schema.ts';
import type { Skills } from './skills.ts';

/** What a turn needs. */
export type TurnServices = {
  clock: Clock;
  /** Whether anything personal is read or written at all. */
  personalization: boolean;
  /** How many tokens the model reads and writes. */
  contextTokens: number;
  identities: Pick<Identities, 'resolve'>;
  people: Pick<
    People,
    'meet' | 'profile' | 'context' | 'macros' | 'countMacroUse' | 'stageContext' | 'keepContext' | 'drop'
  >;
  memory: Pick<Memory, 'open' | 'commit' | 'replyTo' | 'siblings'>;
  recall: Pick<Recall, 'search'>;
  personas: Personas;
  prompts: PromptSource;
  model: Model;
  quotas: Quotas;
  skills: Skills;
  shop: Pick<Shop, 'search' | 'usual' | 'known' | 'drop'>;
  day: {
    plans: Pick<Plans, 'get' | 'openTasks' | 'drop'>;
    /** Nothing where weeks are not looked back on. */
    weeks: Pick<Weeks, 'of'> | undefined;
  };
  /** Takes a turn that could not be remembered now. */
  queueTurn: Publish<QueuedTurn>;
  queueCompression: Publish<{ userId: string; conversationId: string }>;
  rows: Pick<RowStream<ChatTurnRow>, 'push'>;
};
