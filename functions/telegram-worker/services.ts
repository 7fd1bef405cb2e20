import type { Identities } from '../../shared/identity/index.ts';
import type { Weeks } from '../../shared/insights/index.ts';
import type { Opened } from '../../shared/memory/index.ts';
import type { People } from '../../shared/person/index.ts';
import type { Clock, IdSource } from '../../shared/platform/clock.ts';
import type { Plans } from '../../shared/plan/index.ts';
import type { Language, Profile } from '../../shared/profile/index.ts';
import type { Turns } from '../../shared/reply/index.ts';
import type { Speech } from '../../shared/speech/index.ts';
import type { TelegramSender, TelegramState, TelegramStore } from '../../shared/telegram/index.ts';
import type { Place } from './read-update.ts';
import type { Texts } from './texts.ts';

/** What the butler remembers of a person, as /memory shows it. */
export type MemoryPage = {
  summaries: { summary: string; updatedAt: number }[];
  events: { role: 'user' | 'assistant'; content: string; at: number }[];
};

export type TelegramWorkerServices = {
  telegram: TelegramSender;
  store: TelegramStore;
  turns: Turns;
  speech: Speech;
  people: Pick<
    People,
    'meet' | 'profile' | 'editProfile' | 'macros' | 'saveMacro' | 'removeMacro' | 'moveEpoch' | 'drop'
  >;
  identities: Pick<Identities, 'resolve' | 'redeemLinkCode'>;
  memory: {
    open(userId: string, conversationId: string): Promise<Pick<Opened, 'window'>>;
    edit(userId: string, conversationId: string, eventId: string, content: string): Promise<boolean>;
    list(userId: string, options: { limit: number }): Promise<MemoryPage>;
  };
  rights: {
    export(userId: string): AsyncIterable<string>;
    erase(userId: string): Promise<{ id: string }>;
  };
  day: {
    plans: Pick<Plans, 'get' | 'feedback' | 'swap' | 'rest'>;
    /** Nothing where weeks are not looked back on. */
    weeks: Pick<Weeks, 'of'> | undefined;
    /** Whether what people say of tasks is taken. */
    takesFeedback: boolean;
  };
  /** Ids of the accounts that are answered; empty is everyone. */
  allowed: readonly string[];
  /** False reads and writes nothing personal, and so keeps no outbox. */
  personalization: boolean;
  maxVoiceBytes: number;
  clock: Clock;
  ids: IdSource;
  /** How often "typing" is shown and the lease renewed. */
  typingMs?: number;
};

/** Someone who asked for something, and all that a command needs to answer. */
export type Asked = {
  services: TelegramWorkerServices;
  place: Place;
  userId: string;
  profile: Profile;
  state: TelegramState;
  language: Language;
  texts: Texts;
};
