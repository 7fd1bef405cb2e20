import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BigQuery } from '@google-cloud/bigquery';
import type { Firestore } from '@google-cloud/firestore';
import type { CompressOutcome } from '../../shared/memory/index.ts';
import { erasureMarkOf, erasureMarkRef, type People } from '../../shared/person/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import type { Receipt, Rights } from '../../shared/rights/index.ts';
import type { Command, CommandLine } from './parse-command.ts';
import { fields, moment, oneLine, table } from './print-table.ts';
import { listPeople, readPerson, requirePerson } from './read-people.ts';
import { reconcileEvents } from './reconcile-events.ts';
import { runCatalog } from './run-catalog.ts';
import { runPhase } from './run-phase.ts';
import { runPrompt } from './run-prompt.ts';
import { runRules } from './run-rules.ts';
import { runSweep } from './run-sweep.ts';
import { UsageError } from './usage.ts';

export type AdminServices = {
  firestore: Firestore;
  people: Pick<People, 'editProfile'>;
  rights: Pick<Rights, 'export' | 'erase' | 'reset'>;
  compress: (userId: string, conversationId: string) => Promise<CompressOutcome>;
  bigquery: () => Promise<BigQuery>;
  dataset: string;
  /** What is worked on, in words. */
  place: string;
  output: NodeJS.WritableStream;
  /** Asks the person at the terminal; undefined where there is none. */
  ask: ((question: string) => Promise<string>) | undefined;
};

/** Does what the command says and writes the answer, readable or in JSON. */
export async function runCommand({ command, json }: CommandLine, services: AdminServices): Promise<void> {
  const { output } = services;
  if (command.verb === 'export') return exportPerson(command, services);
  const { value, text, failed } = await answer(command, services);
  output.write(`${json ? JSON.stringify(value, null, 2) : text}\n`);
  if (failed !== undefined) throw new AppError('bad_request', failed);
}

/** `failed` is for the person at the terminal, once the answer is written. */
type Answer = { value: unknown; text: string; failed?: string };

async function answer(
  command: Exclude<Command, { verb: 'export' }>,
  services: AdminServices,
): Promise<Answer> {
  const { firestore, people, rights, compress } = services;
  switch (command.verb) {
    case 'list':
      return listed(await listPeople(firestore, command), command.limit);
    case 'show':
      await requirePerson(firestore, command.user);
      return shown(await readPerson(firestore, command.user));
    case 'update': {
      await requirePerson(firestore, command.user);
      const profile = await people.editProfile(command.user, command.edit);
      return { value: profile, text: fields(profile) };
    }
    case 'reset': {
      await requirePerson(firestore, command.user);
      await confirm(command, services);
      const removed = await rights.reset(command.user);
      return {
        value: { user: command.user, removed },
        text: `${command.user} is reset. ${counted(removed)}`,
      };
    }
    case 'erase': {
      const mark = erasureMarkOf(await erasureMarkRef(firestore, command.user).get());
      // One that was cut short left nobody to find, and is to be gone on with.
      if (mark?.state !== 'running') await requirePerson(firestore, command.user);
      await confirm(command, services);
      return erased(command.user, await rights.erase(command.user));
    }
    case 'compress': {
      if (command.user !== undefined) await requirePerson(firestore, command.user);
      const swept = await runSweep({ firestore, compress }, command);
      const none = 'No conversation is over the threshold.';
      const rows = swept.map(({ person, due, compressed = 0, extractive = 0, waiting = 0, failed = 0 }) =>
        command.dryRun ? { person, due } : { person, due, compressed, extractive, waiting, failed },
      );
      return { value: swept, text: rows.length === 0 ? none : table(rows) };
    }
    case 'catalog':
      return runCatalog(firestore, command);
    case 'phase':
      return runPhase(firestore, command);
    case 'events':
      return reconcileEvents(services, command);
    case 'prompt':
      return runPrompt(firestore, command);
    case 'rules':
      return runRules(services, command);
  }
}

async function confirm({ verb, user, yes }: Extract<Command, { yes: boolean }>, services: AdminServices) {
  if (yes) return;
  if (!services.ask)
    throw new UsageError(`${verb} cannot be undone and there is no terminal to ask at; give --yes.`);
  const what = verb === 'erase' ? 'Everything of' : 'Profile, memory and what was learned of';
  const reply = await services.ask(
    `${what} ${user} in ${services.place} will be gone. Type the id to go on: `,
  );
  if (reply.trim() !== user) throw new AppError('bad_request', 'Nothing was changed.');
}

function listed({ people, next }: Awaited<ReturnType<typeof listPeople>>, limit: number): Answer {
  const rows = people.map(({ id, persona, events, lastActive, mergedInto }) => ({
    id,
    persona: mergedInto === undefined ? clip(persona) : `merged into ${mergedInto}`,
    events,
    'last active': moment(lastActive),
  }));
  const more = next === null ? '' : `\nMore: list --limit ${limit} --after ${next}`;
  return { value: { people, next }, text: rows.length === 0 ? 'Nobody.' : table(rows) + more };
}

function shown(person: Awaited<ReturnType<typeof readPerson>>): Answer {
  const { profile, context, macros, identities, conversations, archived, recallDocuments } = person;
  const { createdAt, updatedAt, onboardedAt, ...rest } = profile;
  const times = {
    createdAt: moment(createdAt),
    updatedAt: moment(updatedAt),
    onboardedAt: moment(onboardedAt),
  };
  const { lastActive, sessionStart, ...work } = context ?? { lastActive: null, sessionStart: null };
  const windows = conversations.map(({ id, live, totals, updatedAt: at, summary }) =>
    [
      `${id}: ${totals.user + totals.assistant} events, ${live} in the window, last ${moment(at)}`,
      ...(summary === '' ? [] : [`  ${oneLine(summary)}`]),
    ].join('\n'),
  );
  const section = (title: string, text: string) => (text === '' ? [] : [`${title}\n${text}`]);
  const text = [
    ...section('Profile', fields({ ...rest, ...times })),
    ...section(
      'Context',
      fields({ ...work, lastActive: moment(lastActive), sessionStart: moment(sessionStart) }),
    ),
    ...section('Accounts', identities.join('\n')),
    ...section(
      'Macros',
      macros
        .map(
          ({ triggerPhrases, useCount }) => `${oneLine(triggerPhrases.join(', '))}: used ${useCount} times`,
        )
        .join('\n'),
    ),
    ...section('Conversations', windows.join('\n')),
    `Archive: ${archived} events. Recall: ${recallDocuments} documents.`,
  ];
  return { value: person, text: text.join('\n\n') };
}

function erased(user: string, receipt: Receipt): Answer {
  const rest =
    receipt.erasedAt === null
      ? 'It was too much for one go; the function erasure goes on with it.'
      : 'Rows in BigQuery follow as soon as they can be deleted.';
  return {
    value: receipt,
    text: `${user} is erased. ${counted(receipt.documents)}\n${rest} Receipt ${receipt.id}, ${receipt.state}.`,
  };
}

function counted(documents: Record<string, number>): string {
  const counts = Object.entries(documents).filter(([, count]) => count > 0);
  if (counts.length === 0) return 'There was nothing to remove.';
  return `Removed: ${counts.map(([collection, count]) => `${collection} ${count}`).join(', ')}.`;
}

const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

async function exportPerson(
  { user, out }: Extract<Command, { verb: 'export' }>,
  { firestore, rights, output }: AdminServices,
): Promise<void> {
  await requirePerson(firestore, user);
  const pieces = Readable.from(rights.export(user));
  if (out === undefined) {
    await pipeline(pieces, output, { end: false });
    return;
  }
  // It holds all that a person ever said, so it is for its owner alone, and takes no other file's place.
  const file = await open(out, 'wx', 0o600).catch((cause: unknown) => {
    throw new UsageError(`${out} cannot be written: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    });
  });
  try {
    await pipeline(pieces, file.createWriteStream());
  } catch (cause) {
    await rm(out, { force: true });
    throw cause;
  }
  output.write(`${user} is exported to ${out}.\n`);
}
