import type { HttpFunction, TopicFunction } from '../shared/platform/function.ts';

/* The table of contents: name, trigger, and the loader that builds its services, once per instance. */

export const health: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadHealth } = await import('./loaders/health.ts');
    return loadHealth();
  },
};

export const heartbeat: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadHeartbeat } = await import('./loaders/heartbeat.ts');
    return loadHeartbeat();
  },
};

export const erasure: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadErasure } = await import('./loaders/erasure.ts');
    return loadErasure();
  },
};

export const me: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadMe } = await import('./loaders/me.ts');
    return loadMe();
  },
};

export const chat: HttpFunction = {
  trigger: 'http',
  bodyLimits: { '/api/v1/chat/voice': 'MAX_VOICE_BYTES' },
  load: async () => {
    const { loadChat } = await import('./loaders/chat.ts');
    return loadChat();
  },
};

export const remember: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadRemember } = await import('./loaders/remember.ts');
    return loadRemember();
  },
};

const linkWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadLinkWorker } = await import('./loaders/link-worker.ts');
    return loadLinkWorker();
  },
};
export { linkWorkerEntry as 'link-worker' };

const memoryWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadMemoryWorker } = await import('./loaders/memory-worker.ts');
    return loadMemoryWorker();
  },
};
export { memoryWorkerEntry as 'memory-worker' };

const memorySweepEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadMemorySweep } = await import('./loaders/memory-sweep.ts');
    return loadMemorySweep();
  },
};
export { memorySweepEntry as 'memory-sweep' };

const telegramWebhookEntry: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadTelegramWebhook } = await import('./loaders/telegram-webhook.ts');
    return loadTelegramWebhook();
  },
};
export { telegramWebhookEntry as 'telegram-webhook' };

const telegramWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadTelegramWorker } = await import('./loaders/telegram-worker.ts');
    return loadTelegramWorker();
  },
};
export { telegramWorkerEntry as 'telegram-worker' };

export const personas: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadPersonas } = await import('./loaders/personas.ts');
    return loadPersonas();
  },
};

const personaWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadPersonaWorker } = await import('./loaders/persona-worker.ts');
    return loadPersonaWorker();
  },
};
export { personaWorkerEntry as 'persona-worker' };

export const population: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadPopulation } = await import('./loaders/population.ts');
    return loadPopulation();
  },
};

export const interactions: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadInteractions } = await import('./loaders/interactions.ts');
    return loadInteractions();
  },
};

export const search: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadSearch } = await import('./loaders/search.ts');
    return loadSearch();
  },
};

export const day: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadDay } = await import('./loaders/day.ts');
    return loadDay();
  },
};

export const insights: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { loadInsights } = await import('./loaders/insights.ts');
    return loadInsights();
  },
};

export const weekly: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { loadWeekly } = await import('./loaders/weekly.ts');
    return loadWeekly();
  },
};
