import type { Opened, Window } from '../memory/index.ts';
import type { Macro } from '../macros/index.ts';
import type { WorkContext } from '../context/index.ts';
import {
  type ConversationMemoryData,
  defaultPrompts,
  type PersonaData,
  type Prompts,
} from '../persona/index.ts';
import { localDay, type OpenTask } from '../plan/index.ts';
import type { Profile } from '../profile/index.ts';
import type { Spent } from '../quota/index.ts';
import type { Recalled } from '../recall/index.ts';
import type { KnownTaste } from '../shop/index.ts';
import { log } from '../platform/log.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { loadParts, partLimitMs } from './load-parts.ts';
import { needsConversationMemory } from './needs-conversation-memory.ts';
import type { Message } from './schema.ts';
import type { TurnServices } from './services.ts';
import { searchMemory } from './search-memory.ts';

/** All that is known when a message is to be answered; what is missing could not be had in time, or is not there. */
export type Situation = {
  userId: string;
  /** Nothing when the store did not answer. */
  opened: Opened | undefined;
  window: Window | undefined;
  spent: Spent | undefined;
  profile: (Profile & { epoch: number }) | undefined;
  context: WorkContext | undefined;
  macros: readonly Macro[];
  memories: readonly Recalled[];
  prompts: Prompts;
  persona: PersonaData | undefined;
  /** What they buy and like. */
  taste: KnownTaste | undefined;
  /** What is open of today's plan. */
  openTasks: readonly OpenTask[];
  /** Read only where a prompt asks for it. */
  conversationMemory: ConversationMemoryData | undefined;
};

type Parts = {
  opened: Opened;
  spent: Spent;
  profile: Profile & { epoch: number };
  context: WorkContext;
  macros: readonly Macro[];
  memories: readonly Recalled[];
  prompts: Prompts;
  persona: PersonaData;
  taste: KnownTaste;
  openTasks: readonly OpenTask[];
  conversationMemory: ConversationMemoryData;
};

/** Loads profile, context, macros, persona, taste, tasks, memories, the conversation and the quota in parallel; any of them may be missing. */
export async function loadSituation(services: TurnServices, message: Message): Promise<Situation> {
  const { people, personas, shop, day } = services;
  const userId = await whoIs(services, message.identity);
  let parts = await loadAll(services, message, userId);
  const { profile, opened } = parts.values;
  // A conversation that is not there may have been erased with its person, of whom this instance still holds the profile.
  const stale = profile !== undefined && opened && (opened.window?.epoch ?? Infinity) > profile.epoch;
  const isNew = profile === undefined && !parts.failed.has('profile');
  if (stale) people.drop(userId);
  if (stale || isNew) for (const held of [personas, shop, day.plans]) held.drop(userId);
  // What changed may be whose account this is.
  if (stale && (await whoIs(services, message.identity, { fresh: true })) !== userId)
    return loadSituation(services, message);
  if (isNew) await meet(services, message, userId);
  if (stale || isNew) {
    const again = await loadParts<PersonParts>(personParts(services, message, userId));
    parts = { ...parts, values: { ...parts.values, ...again.values } };
  }
  const { values } = parts;
  return {
    userId,
    opened: values.opened,
    window: values.opened?.window,
    spent: values.spent,
    profile: values.profile,
    context: values.context,
    macros: values.macros ?? [],
    memories: values.memories ?? [],
    prompts: values.prompts ?? defaultPrompts,
    persona: values.persona,
    taste: values.taste,
    openTasks: values.openTasks ?? [],
    conversationMemory: values.conversationMemory,
  };
}

function loadAll(services: TurnServices, message: Message, userId: string) {
  const { memory, prompts, quotas } = services;
  const opening = memory.open(userId, message.conversationId);
  opening.catch(() => undefined);
  return loadParts<Parts>({
    ...personParts(services, message, userId),
    prompts: () => prompts.read(),
    opened: () => opening,
    spent: () => quotas.read(userId),
    memories: async () =>
      message.template === undefined ? searchMemory(services, await opening, message.text) : [],
  });
}

type PersonParts = Pick<
  Parts,
  'profile' | 'context' | 'macros' | 'persona' | 'taste' | 'openTasks' | 'conversationMemory'
>;

function personParts(services: TurnServices, message: Message, userId: string) {
  const { people, personas, prompts, shop, day, clock } = services;
  return {
    profile: () => people.profile(userId),
    context: () => people.context(userId),
    macros: () => people.macros(userId),
    persona: async () => {
      const profile = await people.profile(userId);
      return profile && personas.persona(userId, profile.epoch);
    },
    taste: async () => {
      const profile = await people.profile(userId);
      return profile && shop.known(userId, profile.epoch, profile.language);
    },
    openTasks: async () => {
      const profile = await people.profile(userId);
      if (!profile) return [];
      const { date } = localDay(clock(), profile.timezone);
      return day.plans.openTasks(userId, profile.epoch, date);
    },
    conversationMemory: async () => {
      if (!needsConversationMemory(await prompts.read(), message)) return undefined;
      const profile = await people.profile(userId);
      return profile && personas.memory(userId, profile.epoch, message.conversationId);
    },
  };
}

/** The person behind an identity; where nobody can say, the identity itself, for an answer that nothing depends on. */
async function whoIs(
  { identities }: TurnServices,
  identity: string,
  options: { fresh?: boolean } = {},
): Promise<string> {
  try {
    return await withinLimit(identities.resolve(identity, options), partLimitMs);
  } catch (cause) {
    log.warning('context.part_left_out', { part: 'identity' }, cause);
    return identity;
  }
}

async function meet({ people }: TurnServices, message: Message, userId: string): Promise<void> {
  const { receivedAt, hints } = message;
  try {
    await withinLimit(people.meet(userId, { receivedAt, ...(hints && { hints }) }), partLimitMs);
  } catch (cause) {
    log.warning('context.part_left_out', { part: 'first_contact' }, cause);
  }
}
