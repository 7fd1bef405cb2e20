import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PersonaDocument, personaRef, savePrompt } from '../../shared/persona/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { adminKey, type RunningButler, startButler } from './start-butler.ts';

const englishBase = 'You are Barrymore.\n\n## Rules\n- <b>one</b>  {two}\n';
let model: ModelServer;
let butler: RunningButler;

beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({ MODEL_BASE_URL: model.url, MODEL_NAME: 'alfred-1' });
  const store = await firestore();
  await savePrompt(store, 'base-ru', 'Ты — Бэрримор. {{USER_PERSONA__personality_traits}}');
  await savePrompt(store, 'base-en', englishBase);
  await savePrompt(store, 'headline', 'One headline, no more.\n\n{{USER_PERSONA__persona}}\n');
  await savePrompt(store, 'plain', ' Answer\r\nin { "a": {} } ');
  await savePrompt(store, 'minutes', 'Minutes: {{CONVERSATION_MEMORY__summary__topics}}');
});
afterAll(async () => {
  await butler.end();
  await model.close();
});
beforeEach(() => {
  model.reset();
  model.always('chat', { text: 'Слушаюсь.' });
});

const described: PersonaDocument = {
  data: {
    persona: 'Любит "розы" и {{USER_PERSONA_JSON}}',
    inferred_interests: ['розы', 'виски'],
    learning_patterns: [],
    personality_traits: ['терпеливый'],
  },
  rests_on: {},
  struck: [{ key: 'inferred_interests', item: 'виски' }],
  source: 'service',
  fingerprint: '',
  generatedAt: 0,
  createdAt: 1,
  updatedAt: 1,
};

/** Someone who has said something and of whom a persona was made. */
async function describedPerson(userId: string, document = described): Promise<void> {
  const store = await firestore();
  await butler.say(userId, 'Здравствуй');
  await personaRef(store, userId).set(document);
  await createPeople({ firestore }).moveEpoch(userId);
  model.reset();
  model.always('chat', { text: 'Слушаюсь.' });
}

const lastPrompt = () => model.of('chat').at(-1)?.body.messages ?? [];
const simple = (userId: string, message: string, template: string, more: object = {}) =>
  butler.say(userId, message, { mode: 'simple', template, ...more });

describe('the butler', () => {
  it('is told of the person by the placeholder, in its section and within its ceiling', async () => {
    await describedPerson('rose-lover');
    const { ledger } = await butler.say('rose-lover', 'Что посадить?', { debug: true });
    const system = lastPrompt()[0]?.content ?? '';
    expect(system).toContain(
      '## User Persona\n<user-persona>\nThese are some details about the user. `persona` is "Любит \\"розы\\" и { {USER_PERSONA_JSON} }", `inferred_interests` is "розы", `learning_patterns` is "[Not available]", `personality_traits` is "терпеливый"\n</user-persona>',
    );
    expect(ledger?.sections.userPersona).toBeLessThanOrEqual(150);
    expect(system).not.toContain('виски');
  });

  it('is told the operator’s words byte for byte', async () => {
    await butler.as('verbatim')('/api/v1/chat', {
      json: { message: 'Good evening' },
      headers: { 'accept-language': 'en' },
    });
    expect(lastPrompt()[0]?.content).toContain(englishBase);
  });

  it('is who the operator says, told what the base prompt asks for', async () => {
    await describedPerson('of-baskerville');
    await butler.say('of-baskerville', 'Кто там?');
    expect(lastPrompt()[0]?.content).toMatch(
      /^Ты — Бэрримор\. These are some details about the user\. `personality_traits` is "терпеливый"\n/,
    );
  });

  it('says nothing of a person of whom nothing is known', async () => {
    await butler.say('unknown-person', 'Здравствуй');
    const system = lastPrompt()[0]?.content ?? '';
    expect(system).toMatch(/^Ты — Бэрримор\. User persona not available\.\n/);
    expect(system).not.toContain('## User Persona');
  });

  it('closes the quotes of a persona that is too long', async () => {
    const data = { ...described.data, persona: 'Очень подробный рассказ о человеке. '.repeat(100) };
    await describedPerson('talked-about', { ...described, data });
    const { ledger } = await butler.say('talked-about', 'Привет', { debug: true });
    const system = lastPrompt()[0]?.content ?? '';
    expect(system).toMatch(/<user-persona>\nThese are [^\n]*[а-яё]…"\n<\/user-persona>/);
    expect(ledger?.sections.userPersona).toBeLessThanOrEqual(150);
    expect(ledger?.sections.persona).toBeLessThanOrEqual(200);
  });

  it('tells analysts which keys the model was told, and no text', async () => {
    await describedPerson('counted-person');
    await butler.say('counted-person', 'Что нового?', { messageId: 'told' });
    await vi.waitFor(
      async () => {
        const [rows] = await (
          await bigquery()
        ).query({
          query: 'SELECT * FROM butler.chat_turns WHERE event_id = @id',
          params: { id: 'counted-person~main~told' },
        });
        expect(rows).toMatchObject([{ injected_keys: 'personality_traits,persona,inferred_interests' }]);
        expect(JSON.stringify(rows)).not.toContain('розы');
      },
      { timeout: 10_000 },
    );
  });

  it('tells analysts of a simple completion too', async () => {
    await describedPerson('simple-person');
    await simple('simple-person', 'Придумай заголовок', 'headline', { messageId: 'simply' });
    await vi.waitFor(
      async () => {
        const client = await bigquery();
        const query = 'SELECT injected_keys FROM butler.chat_turns WHERE event_id = @id';
        const [rows] = await client.query({ query, params: { id: 'simple-person~main~simply' } });
        expect(rows).toMatchObject([{ injected_keys: 'persona' }]);
      },
      { timeout: 10_000 },
    );
  });

  it('reads and writes no more for a warm turn than without a persona', async () => {
    await describedPerson('warm-person');
    const counts = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/counts`;
    for (const text of ['Раз', 'Два']) await butler.say('warm-person', text);
    await vi.waitFor(async () => {
      await fetch(counts, { method: 'DELETE' });
      await butler.say('warm-person', 'Три');
      const { reads, writes } = (await (await fetch(counts)).json()) as { reads: number; writes: number };
      expect([reads <= 2, writes <= 3, reads > 0]).toEqual([true, true, true]);
    });
    expect(lastPrompt()[0]?.content).toContain('## User Persona');
  });

  it('speaks by a new persona as soon as the person’s epoch moves', async () => {
    await describedPerson('changed-person');
    await butler.say('changed-person', 'Раз');
    const data = { ...described.data, persona: 'Теперь любит астры' };
    await personaRef(await firestore(), 'changed-person').set({ ...described, data });
    await createPeople({ firestore }).moveEpoch('changed-person');
    await butler.say('changed-person', 'Два');
    expect(lastPrompt()[0]?.content).toContain('Теперь любит астры');
  });
});

describe('a simple completion', () => {
  it('is the template with the person in it and the message, nothing else', async () => {
    await describedPerson('simple-person');
    const answer = await simple('simple-person', 'Какой заголовок?', 'headline');
    expect(lastPrompt()).toEqual([
      {
        role: 'system',
        content:
          'One headline, no more.\n\nThese are some details about the user. `persona` is "Любит \\"розы\\" и { {USER_PERSONA_JSON} }"\n',
      },
      { role: 'user', content: 'Какой заголовок?' },
    ]);
    expect(answer).toMatchObject({ reply: 'Слушаюсь.', model: 'alfred-1', remembered: 'now', evidence: [] });
  });

  it('is remembered like any other turn', async () => {
    await simple('simple-talker', 'Запомни про астры', 'plain', { messageId: 'simple-1' });
    await butler.say('simple-talker', 'Что я просил?');
    expect(lastPrompt().map(({ content }) => content)).toEqual([
      expect.any(String),
      'Запомни про астры',
      'Слушаюсь.',
      'Что я просил?',
    ]);
  });

  it('leaves a template without placeholders as it was written', async () => {
    await simple('plain-person', 'Привет', 'plain');
    expect(lastPrompt()[0]?.content).toBe(' Answer\r\nin { "a": {} } ');
  });

  it('knows the conversation where the template asks for it', async () => {
    await butler.say('minuted', 'Здравствуй', { conversationId: 'garden' });
    const data = { summary: 'Sorts of roses.', topics: ['roses'], facts: [], open_questions: [] };
    const document = { data, conversationUpdatedAt: 1, source: 'model', createdAt: 1, updatedAt: 1 };
    await (await firestore()).doc('users/minuted/conversationMemories/garden').set(document);
    await simple('minuted', 'Итог?', 'minutes', { conversationId: 'garden' });
    expect(lastPrompt()[0]?.content).toBe(
      'Minutes: These are some details about the conversation. `summary` is "Sorts of roses.", `topics` is "roses"',
    );
    await simple('minuted', 'Итог?', 'minutes', { conversationId: 'kitchen' });
    expect(lastPrompt()[0]?.content).toBe('Minutes: Conversation memory not available.');
  });

  it('runs no macro', async () => {
    await butler.say('macro-person', 'Здравствуй');
    const saved = await butler.as('macro-person')('/api/v1/me/macros', {
      json: {
        triggerPhrases: ['сводка'],
        actionType: 'command',
        action: 'Расскажи новости',
        description: '',
      },
    });
    expect(saved.status).toBe(201);
    await simple('macro-person', 'Сводка', 'plain');
    expect(lastPrompt().at(-1)?.content).toBe('Сводка');
  });

  it('keeps a long message and the prompt within the ceiling', async () => {
    const { ledger } = await simple('wordy', 'слово '.repeat(1300), 'headline', { debug: true });
    expect(ledger?.total).toBeLessThanOrEqual(2000);
    expect(ledger?.dropped).toContainEqual(expect.objectContaining({ section: 'message' }));
  });

  it.each([
    [{ mode: 'simple' }, 'template'],
    [{ mode: 'simple', template: 'no-such' }, 'template'],
    [{ mode: 'simple', template: 'Not A Name' }, 'template'],
    [{ template: 'plain' }, 'template'],
    [{ mode: 'full', template: 'plain' }, 'template'],
    [{ mode: 'terse' }, 'mode'],
  ])('%# is refused naming the field', async (more, path) => {
    const response = await butler.as('careless')('/api/v1/chat', { json: { message: 'x', ...more } });
    const body = (await response.json()) as { error: { fields: { path: string }[] } };
    expect([response.status, body.error.fields.map((field) => field.path)]).toEqual([400, [path]]);
    expect(model.of('chat')).toHaveLength(0);
  });
});

it('a persona made from what a person said reaches the model by placeholder, and what they strike does not', async () => {
  const made = {
    memory: { summary: 'They grow roses.', topics: ['roses'], facts: ['Grows roses'], open_questions: [] },
    persona: {
      persona: 'A patient gardener.',
      inferred_interests: [
        { item: 'Growing roses', conversations: [1] },
        { item: 'Whisky', conversations: [1] },
      ],
      learning_patterns: [],
      personality_traits: [],
    },
  };
  await butler.say('whole-way', 'I grow roses and like whisky');
  model.always('chat', ({ body }) => {
    const system = body.messages[0]?.content ?? '';
    if (system.includes('keep the memory of')) return { text: JSON.stringify(made.memory) };
    if (system.includes('keep the persona of')) return { text: JSON.stringify(made.persona) };
    return { text: 'Слушаюсь.' };
  });
  const path = '/api/tasks/generate-persona-for-user/whole-way?sync=true';
  const generated = await fetch(`${butler.url}${path}`, {
    method: 'POST',
    headers: { 'x-admin-key': adminKey },
  });
  expect([generated.status, await generated.json()]).toMatchObject([200, { refreshed: 1, failed: 0 }]);
  await simple('whole-way', 'Headline?', 'headline');
  expect(lastPrompt()[0]?.content).toBe(
    'One headline, no more.\n\nThese are some details about the user. `persona` is "A patient gardener."\n',
  );
  await butler.say('whole-way', 'And what else?');
  expect(lastPrompt()[0]?.content).toContain('`inferred_interests` is "Growing roses, Whisky"');
  const struck = await butler.as('whole-way')('/api/v1/me/persona/strike', {
    json: { key: 'inferred_interests', item: 'whisky' },
  });
  expect(struck.ok).toBe(true);
  await butler.say('whole-way', 'And now?');
  expect(lastPrompt()[0]?.content).toContain('`inferred_interests` is "Growing roses"');
  expect(lastPrompt()[0]?.content).not.toContain('Whisky');
});
