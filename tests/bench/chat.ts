import { setTimeout as pause } from 'node:timers/promises';
import { closeClients } from '../../shared/platform/clients.ts';
import type { ChatReply } from '../../shared/reply/index.ts';
import { startBotApi } from '../fakes/bot-api.ts';
import { startModelServer } from '../fakes/model-server.ts';
import { measureContext } from './chat-context.ts';
import { measureHistory } from './chat-history.ts';
import { loadRow, type LoadOptions, measureLoad, people } from './load.ts';
import { askAbout, makeTalk } from './make-talk.ts';
import type { Table } from './measure.ts';
import { call, runButler, runProgram, signIn } from './run-server.ts';

/** What a chat turn takes: time without the model, context, documents, recall; on real HTTP, by signed-in people. */
export async function bench(): Promise<Table[]> {
  const turns = await measureTurns();
  const telegram = await startBotApi();
  const settings = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url };
  const butler = await runButler(settings);
  try {
    const endpoints = JSON.parse(await call(`${butler.url}/local/endpoints`)) as Record<string, string>;
    Object.assign(process.env, endpoints, { GOOGLE_CLOUD_PROJECT: 'demo-butler' });
    return [turns, await measureContext(butler.url), ...(await measureHistory(butler.url, telegram))];
  } finally {
    await closeClients();
    await butler.end();
    await telegram.close();
  }
}

const modelMs = 150;
const load = { turns: 150, openMs: 6000, closedMs: 2000 };
const referenceLoad = { turns: 200, openMs: 2000, closedMs: 1000 };

/** Turns with and without a model, and what their HTTP alone costs. */
async function measureTurns(): Promise<Table> {
  const rows: (string | number)[][] = [];
  const bare = await runProgram(['tests/bench/bare-handler.ts']);
  const json = { message: makeTalk(0).text };
  rows.push([
    ...loadRow('bare framework handler', await measureLoad(timedCall(bare.url, { json }), referenceLoad)),
    '',
  ]);
  await bare.end();

  const offline = await runButler();
  const config = timedCall(`${offline.url}/config.json`);
  rows.push([...loadRow('GET /config.json', await measureLoad(config, referenceLoad)), '']);
  const talk = await meetPeople(offline.url);
  rows.push(await turnsRow('chat turn, no model connected', talk, load));
  await offline.end();

  const apart = await runButler({}, { storeApart: true });
  rows.push(await turnsRow('the same, the store apart', await meetPeople(apart.url), load));
  await apart.end();

  const thinking = new Map<number, number>();
  const model = await startModelServer();
  model.always('chat', ({ body }) => {
    const began = performance.now();
    const id = Number(/№(\d+)/.exec(body.messages.at(-1)?.content ?? '')?.[1]);
    const thought = pause(modelMs).then(() => thinking.set(id, performance.now() - began));
    return { text: makeTalk(7, 40).text, waitFor: thought };
  });
  const connected = await runButler({ MODEL_BASE_URL: model.url }, { storeApart: true });
  const ask = await meetPeople(connected.url, (id) => thinking.get(id) ?? NaN);
  rows.push(await turnsRow('with a model, less its time, the store apart', ask, { ...load, turns: 50 }));
  await connected.end();
  await model.close();
  return {
    title: 'Chat turn over HTTP with a signed token, without the model’s time',
    columns: [
      'ms',
      '1 person p50',
      'p99',
      '100 people p50',
      'p99',
      '100 in a loop, /s',
      'not remembered at once',
    ],
    rows,
    notes: [
      'All of Butler and its local cloud in one process, and with the store in one of its own. The 100 people each write every 2 s at random; in the loop each ' +
        `writes again as soon as they are answered. The model thinks for ${modelMs} ms. Target: p99 under 50 ms.`,
    ],
  };
}

type Talk = Awaited<ReturnType<typeof meetPeople>>;

async function turnsRow(name: string, { turn, unremembered }: Talk, options: LoadOptions) {
  const row = loadRow(name, await measureLoad(turn, options));
  return [...row, unremembered().toLocaleString('en')];
}

function timedCall(url: string, options: Parameters<typeof call>[1] = {}): () => Promise<number> {
  return async () => {
    const began = performance.now();
    await call(url, options);
    return performance.now() - began;
  };
}

/** Signs people in and lets each say a few things; gives what times a turn of theirs, less what is to be left out. */
async function meetPeople(url: string, without: (turn: number) => number = () => 0) {
  const tokens = await Promise.all(
    Array.from({ length: people }, (_, person) => signIn(url, `bench-${person}`, `10.0.0.${person}`)),
  );
  let said = 0;
  let unremembered = 0;
  const turn = async (person: number) => {
    const number = (said += 1);
    const text = number % 4 === 0 ? askAbout(number - 2) : makeTalk(number).text;
    const began = performance.now();
    const answer = await call(`${url}/api/v1/chat`, {
      headers: { authorization: `Bearer ${tokens[person]}` },
      json: { message: `${text} №${number}` },
    });
    const took = performance.now() - began - without(number);
    // A turn that is not committed is a quick one, and no turn.
    if ((JSON.parse(answer) as ChatReply).remembered !== 'now') unremembered += 1;
    return took;
  };
  for (let round = 0; round < 3; round++) for (let person = 0; person < people; person++) await turn(person);
  return { turn, unremembered: () => unremembered };
}
