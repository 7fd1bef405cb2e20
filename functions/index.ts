import type { HttpFunction, TopicFunction } from '../shared/platform/function.ts';

/* The table of contents: name, trigger, and how its services are built, once per instance. */

export const health: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { health } = await import('./health.ts');
    const { authConfig, createAuth } = await import('../shared/platform/auth.ts');
    const { createCache } = await import('../shared/platform/cache.ts');
    const { bigquery, firestore, pubsub } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createApp } = await import('../shared/platform/http.ts');
    const { registry } = await import('../shared/platform/metrics.ts');
    const { heartbeatTopic, lastBeat } = await import('../shared/heartbeat/index.ts');
    const config = readConfig([
      ...authConfig,
      'CORS_ORIGINS',
      'BIGQUERY_DATASET',
      'BUTLER_PASSWORD',
      'MODEL_BASE_URL',
    ]);
    return health({
      app: createApp({ name: 'health', corsOrigins: config.CORS_ORIGINS }),
      auth: createAuth(config),
      probes: {
        firestore: async () => lastBeat(await firestore()),
        pubsub: async () => (await pubsub()).topic(heartbeatTopic).getMetadata(),
        bigquery: async () => (await bigquery()).dataset(config.BIGQUERY_DATASET).getMetadata(),
      },
      cache: createCache({ name: 'health', ttlMs: 10_000, max: 1 }),
      lastBeat: async () => lastBeat(await firestore()),
      metrics: () => registry.metrics(),
      model: config.MODEL_BASE_URL === undefined ? 'offline' : 'connected',
      // With a password others are let in, and through a proxy they too would come from loopback.
      openToLoopback: config.AUTH_ISSUER_URL !== undefined && config.BUTLER_PASSWORD === undefined,
    });
  },
};

export const heartbeat: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { heartbeat, schema } = await import('./heartbeat.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { bigquery, firestore } = await import('../shared/platform/clients.ts');
    const { systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createRowStream } = await import('../shared/platform/row-stream.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { heartbeatTable, recordBeat } = await import('../shared/heartbeat/index.ts');
    const config = readConfig([...authConfig, 'BIGQUERY_DATASET']);
    const store = await firestore();
    return topicApp({
      name: 'heartbeat',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: heartbeat({
        record: (transaction, beat) => recordBeat(store, transaction, beat),
        rows: createRowStream({ bigquery, dataset: config.BIGQUERY_DATASET, table: heartbeatTable }),
        clock: systemClock,
      }),
    });
  },
};

export const erasure: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { erasure, schema } = await import('./erasure.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { bigquery, firestore } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { createRights, personalTables } = await import('../shared/rights/index.ts');
    const config = readConfig([...authConfig, 'BIGQUERY_DATASET']);
    const rows = { bigquery, dataset: config.BIGQUERY_DATASET, tables: personalTables };
    return topicApp({
      name: 'erasure',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: erasure({ rights: createRights({ firestore, rows }) }),
    });
  },
};

export const me: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { me, searchOwnMemory } = await import('./me/me.ts');
    const { authConfig, createAuth } = await import('../shared/platform/auth.ts');
    const { firestore, pubsub } = await import('../shared/platform/clients.ts');
    const { systemClock: clock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createApp } = await import('../shared/platform/http.ts');
    const { createPublisher } = await import('../shared/platform/publish.ts');
    const { createIdentities, linkMessageSchema, linkTopic } = await import('../shared/identity/index.ts');
    const { createMemory } = await import('../shared/memory/index.ts');
    const { createEmbedder, embedderConfig } = await import('../shared/model/index.ts');
    const { createPeople } = await import('../shared/person/index.ts');
    const { forgetMade, readPersona, strikePersona } = await import('../shared/persona/index.ts');
    const { createRecall } = await import('../shared/recall/index.ts');
    const { memorySkills } = await import('../shared/reply/index.ts');
    const { createRights, erasureSchema, erasureTopic } = await import('../shared/rights/index.ts');
    const config = readConfig([...authConfig, ...embedderConfig, 'CORS_ORIGINS']);
    const embed = createEmbedder(config);
    const people = createPeople({ firestore, skills: Object.keys(memorySkills) });
    const memory = createMemory({ firestore, embed, forgetMade: forgetMade({ firestore }) });
    const recall = createRecall({ firestore, embed });
    return me({
      app: createApp({ name: 'me', corsOrigins: config.CORS_ORIGINS }),
      auth: createAuth(config),
      clock,
      people,
      memory: {
        ...memory,
        search: (...asked) => searchOwnMemory({ people, memory, recall, clock }, ...asked),
      },
      persona: {
        read: async (userId) => readPersona(await firestore(), userId),
        strike: strikePersona({ firestore, clock, moveEpoch: (userId) => people.moveEpoch(userId) }),
      },
      links: createIdentities({
        firestore,
        people,
        publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
      }),
      rights: createRights({
        firestore,
        caches: [people, memory, recall],
        publish: createPublisher({ pubsub, topic: erasureTopic, schema: erasureSchema }),
      }),
    });
  },
};

/** What answers a message, for each function that does. */
async function makeTurns() {
  const { bigquery, firestore, pubsub } = await import('../shared/platform/clients.ts');
  const { systemClock } = await import('../shared/platform/clock.ts');
  const { readConfig } = await import('../shared/platform/config.ts');
  const { createPublisher } = await import('../shared/platform/publish.ts');
  const { createRowStream } = await import('../shared/platform/row-stream.ts');
  const { createIdentities, linkMessageSchema, linkTopic } = await import('../shared/identity/index.ts');
  const { compressJobSchema, compressTopic, createMemory } = await import('../shared/memory/index.ts');
  const { createEmbedder, createModel, embedderConfig, modelConfig } =
    await import('../shared/model/index.ts');
  const { createPeople } = await import('../shared/person/index.ts');
  const { createPersonas, createPrompts, forgetMade } = await import('../shared/persona/index.ts');
  const { createQuotas, quotaConfig } = await import('../shared/quota/index.ts');
  const { createRecall } = await import('../shared/recall/index.ts');
  const { chatTurnsTable, createTurns, memorySkills, queuedTurnSchema, rememberTopic } =
    await import('../shared/reply/index.ts');
  const config = readConfig([
    ...modelConfig,
    ...embedderConfig,
    ...quotaConfig,
    'BIGQUERY_DATASET',
    'MODEL_CONTEXT_TOKENS',
    'PERSONALIZATION_ENABLED',
  ]);
  const embed = createEmbedder(config);
  const people = createPeople({ firestore, skills: Object.keys(memorySkills) });
  const services = {
    clock: systemClock,
    personalization: config.PERSONALIZATION_ENABLED,
    contextTokens: config.MODEL_CONTEXT_TOKENS,
    people,
    identities: createIdentities({
      firestore,
      people,
      publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
    }),
    memory: createMemory({ firestore, embed, forgetMade: forgetMade({ firestore }) }),
    recall: createRecall({ firestore, embed }),
    personas: createPersonas({ firestore }),
    prompts: createPrompts({ firestore }),
    model: createModel(config),
    quotas: createQuotas({ firestore, config }),
    skills: memorySkills,
    queueTurn: createPublisher({ pubsub, topic: rememberTopic, schema: queuedTurnSchema, patienceMs: 3000 }),
    queueCompression: createPublisher({ pubsub, topic: compressTopic, schema: compressJobSchema }),
    rows: createRowStream({ bigquery, dataset: config.BIGQUERY_DATASET, table: chatTurnsTable }),
  };
  return { services, turns: createTurns(services) };
}

export const chat: HttpFunction = {
  trigger: 'http',
  bodyLimits: { '/api/v1/chat/voice': 'MAX_VOICE_BYTES' },
  load: async () => {
    const { chat } = await import('./chat/chat.ts');
    const { authConfig, createAuth } = await import('../shared/platform/auth.ts');
    const { randomId, systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createApp } = await import('../shared/platform/http.ts');
    const { createSpeech, speechConfig } = await import('../shared/speech/index.ts');
    const config = readConfig([...authConfig, ...speechConfig, 'CORS_ORIGINS', 'CHAT_URL']);
    const { services, turns } = await makeTurns();
    return chat({
      app: createApp({ name: 'chat', corsOrigins: config.CORS_ORIGINS }),
      auth: createAuth(config),
      turns,
      speech: createSpeech(config),
      clock: systemClock,
      newId: randomId,
      chatUrl: config.CHAT_URL,
      model: services.model.connected ? 'connected' : 'offline',
      personalization: services.personalization,
    });
  },
};

export const remember: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { remember, schema } = await import('./remember.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { firestore } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { commitTurn } = await import('../shared/reply/index.ts');
    const config = readConfig(authConfig);
    const { services } = await makeTurns();
    const { identities, people } = services;
    return topicApp({
      name: 'remember',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: remember({
        resolve: (identity) => identities.resolve(identity, { fresh: true }),
        meet: (userId, contact) => people.meet(userId, contact),
        epoch: async (userId) => (await people.profile(userId))?.epoch ?? 0,
        commit: (given) => commitTurn(services, given),
      }),
    });
  },
};

const linkWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { linkWorker, schema } = await import('./link-worker.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { firestore, pubsub } = await import('../shared/platform/clients.ts');
    const { systemClock: clock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createPublisher } = await import('../shared/platform/publish.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { linkMessageSchema, linkTopic, mergeStep, unfinishedMerges } =
      await import('../shared/identity/index.ts');
    const { createPeople } = await import('../shared/person/index.ts');
    const config = readConfig(authConfig);
    const people = createPeople({ firestore });
    return topicApp({
      name: 'link-worker',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: linkWorker({
        step: (jobId) => mergeStep({ firestore, people, clock }, jobId),
        unfinished: async () => unfinishedMerges(await firestore()),
        publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
        clock,
      }),
    });
  },
};
export { linkWorkerEntry as 'link-worker' };

const memoryWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { memoryWorker, schema } = await import('./memory-worker.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { firestore } = await import('../shared/platform/clients.ts');
    const { systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { compressMemory, summariseWith } = await import('../shared/memory/index.ts');
    const { createEmbedder, createModel, embedderConfig, modelConfig } =
      await import('../shared/model/index.ts');
    const { createPeople } = await import('../shared/person/index.ts');
    const { createQuotas, quotaConfig } = await import('../shared/quota/index.ts');
    const config = readConfig([
      ...authConfig,
      ...modelConfig,
      ...embedderConfig,
      ...quotaConfig,
      'MODEL_CONTEXT_TOKENS',
    ]);
    const people = createPeople({ firestore });
    const quotas = createQuotas({ firestore, config });
    return topicApp({
      name: 'memory-worker',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: memoryWorker({
        compress: compressMemory({
          firestore,
          summarise: summariseWith(createModel(config), {
            clock: systemClock,
            onTokens: (tokens) => quotas.addTotal(tokens),
          }),
          languageOf: async (userId) => (await people.profile(userId))?.language,
          embed: createEmbedder(config),
          contextTokens: config.MODEL_CONTEXT_TOKENS,
        }),
      }),
    });
  },
};
export { memoryWorkerEntry as 'memory-worker' };

const memorySweepEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { memorySweep, schema } = await import('./memory-sweep.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { firestore, pubsub } = await import('../shared/platform/clients.ts');
    const { randomId, systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createPublisher } = await import('../shared/platform/publish.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const {
      compressJobSchema,
      compressKeyOf,
      compressTopic,
      findDue,
      noteSwept,
      readSweep,
      sweepPageSize,
      sweepTopic,
    } = await import('../shared/memory/index.ts');
    const { findExpired, forgetExpired, rememberedMs } = await import('../shared/recall/index.ts');
    const config = readConfig(authConfig);
    const limit = sweepPageSize;
    const before = () => systemClock() - rememberedMs;
    return topicApp({
      name: 'memory-sweep',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: memorySweep({
        read: async () => readSweep(await firestore()),
        note: async (page) => noteSwept(await firestore(), page),
        findDue: async (after) => findDue(await firestore(), { limit, after }),
        queueCompression: createPublisher({ pubsub, topic: compressTopic, schema: compressJobSchema }),
        keyOf: compressKeyOf,
        findExpired: async (after) => findExpired(await firestore(), { before: before(), limit, after }),
        forgetExpired: async (userId) => forgetExpired(await firestore(), userId, before()),
        publish: createPublisher({ pubsub, topic: sweepTopic, schema }),
        clock: systemClock,
        ids: randomId,
      }),
    });
  },
};
export { memorySweepEntry as 'memory-sweep' };

const telegramWebhookEntry: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { telegramWebhook } = await import('./telegram-webhook.ts');
    const { pubsub } = await import('../shared/platform/clients.ts');
    const { systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createApp } = await import('../shared/platform/http.ts');
    const { createPublisher } = await import('../shared/platform/publish.ts');
    const { queuedUpdateSchema, telegramTopic } = await import('../shared/telegram/index.ts');
    const { TELEGRAM_SECRET: secret } = readConfig(['GOOGLE_CLOUD_PROJECT', 'TELEGRAM_SECRET']);
    return telegramWebhook({
      app: createApp({ name: 'telegram-webhook' }),
      secret,
      publish: createPublisher({ pubsub, topic: telegramTopic, schema: queuedUpdateSchema }),
      clock: systemClock,
    });
  },
};
export { telegramWebhookEntry as 'telegram-webhook' };

const telegramWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { schema, telegramWorker } = await import('./telegram-worker/telegram-worker.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { firestore, pubsub } = await import('../shared/platform/clients.ts');
    const { randomId, systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createPublisher } = await import('../shared/platform/publish.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { createRights, erasureSchema, erasureTopic } = await import('../shared/rights/index.ts');
    const { createSpeech, speechConfig } = await import('../shared/speech/index.ts');
    const { createTelegram, createTelegramStore, telegramAttempts } =
      await import('../shared/telegram/index.ts');
    const config = readConfig([
      ...authConfig,
      ...speechConfig,
      'MAX_VOICE_BYTES',
      'TELEGRAM_ALLOWED',
      'TELEGRAM_API_URL',
      'TELEGRAM_BOT_TOKEN',
    ]);
    const { services, turns } = await makeTurns();
    const { identities, memory, people, personalization, personas, recall } = services;
    return topicApp({
      name: 'telegram-worker',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      attempts: telegramAttempts,
      handle: telegramWorker({
        telegram: createTelegram({
          token: config.TELEGRAM_BOT_TOKEN ?? '',
          apiUrl: config.TELEGRAM_API_URL,
        }),
        store: createTelegramStore({ firestore }),
        turns,
        speech: createSpeech(config),
        people,
        identities,
        memory,
        rights: createRights({
          firestore,
          caches: [people, memory, personas, recall],
          publish: createPublisher({ pubsub, topic: erasureTopic, schema: erasureSchema }),
        }),
        allowed: config.TELEGRAM_ALLOWED,
        personalization,
        maxVoiceBytes: config.MAX_VOICE_BYTES,
        clock: systemClock,
        ids: randomId,
      }),
    });
  },
};
export { telegramWorkerEntry as 'telegram-worker' };

/** What makes memories and personas, for each function that does. */
async function makePersonas() {
  const { firestore, pubsub } = await import('../shared/platform/clients.ts');
  const { randomId: ids, systemClock: clock } = await import('../shared/platform/clock.ts');
  const { readConfig } = await import('../shared/platform/config.ts');
  const { createPublisher } = await import('../shared/platform/publish.ts');
  const { createModel, modelConfig } = await import('../shared/model/index.ts');
  const { createPeople } = await import('../shared/person/index.ts');
  const {
    askWith,
    createPersonaJobs,
    makeConversationMemory,
    makePersona,
    personaMessageSchema,
    personaTopic,
  } = await import('../shared/persona/index.ts');
  const { createQuotas, quotaConfig } = await import('../shared/quota/index.ts');
  const config = readConfig([...modelConfig, ...quotaConfig, 'MODEL_CONTEXT_TOKENS']);
  const people = createPeople({ firestore });
  const quotas = createQuotas({ firestore, config });
  const making = {
    firestore,
    clock,
    ask: askWith(createModel(config), { clock, onTokens: (tokens) => quotas.addTotal(tokens) }),
    contextTokens: config.MODEL_CONTEXT_TOKENS,
  };
  const services = {
    firestore,
    clock,
    ids,
    remember: makeConversationMemory(making),
    persona: makePersona({ ...making, moveEpoch: (userId) => people.moveEpoch(userId) }),
    publish: createPublisher({ pubsub, topic: personaTopic, schema: personaMessageSchema }),
  };
  return { services, people, jobs: createPersonaJobs(services) };
}

export const personas: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { personas } = await import('./personas/personas.ts');
    const { authConfig, createAuth } = await import('../shared/platform/auth.ts');
    const { firestore } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createApp } = await import('../shared/platform/http.ts');
    const { hasConversation, readPersona, upsertPersona } = await import('../shared/persona/index.ts');
    const config = readConfig([...authConfig, 'PERSONALIZATION_ENABLED']);
    const { services, people, jobs } = await makePersonas();
    return personas({
      app: createApp({ name: 'personas' }),
      auth: createAuth(config),
      personalization: config.PERSONALIZATION_ENABLED,
      jobs,
      hasConversation: async (...asked) => hasConversation(await firestore(), ...asked),
      personas: {
        read: async (userId) => readPersona(await firestore(), userId),
        save: upsertPersona({ ...services, moveEpoch: (userId) => people.moveEpoch(userId) }),
      },
    });
  },
};

const personaWorkerEntry: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { personaWorker, schema } = await import('./persona-worker.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { firestore } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { refreshOptions, resumeJobs, workOnJob } = await import('../shared/persona/index.ts');
    const config = readConfig([...authConfig, 'PERSONALIZATION_ENABLED']);
    const { services, jobs } = await makePersonas();
    return topicApp({
      name: 'persona-worker',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: personaWorker({
        personalization: config.PERSONALIZATION_ENABLED,
        work: workOnJob(services),
        resume: () => resumeJobs(services),
        refresh: () => jobs.queueEveryone(refreshOptions, { onlyActive: true }),
      }),
    });
  },
};
export { personaWorkerEntry as 'persona-worker' };
