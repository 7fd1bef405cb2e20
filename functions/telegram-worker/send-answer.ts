import type { Answer, Sent, Target } from '../../shared/telegram/index.ts';
import type { Place } from './read-update.ts';
import type { TelegramWorkerServices } from './services.ts';

/** A little below what a bot may upload. */
const mostDocument = 49 * 1024 * 1024;

type Progress = {
  /** Whose document it is. */
  userId: string;
  /** Parts that Telegram has already. */
  sentParts: number;
  /** What to say where the document cannot be sent. */
  tooLarge: string;
  onPart: (count: number) => Promise<void>;
};

/** Sends what was not sent yet of an answer, part by part, and its document last. */
export async function sendAnswer(
  { telegram, rights }: Pick<TelegramWorkerServices, 'telegram' | 'rights'>,
  { chatId, threadId, messageId, isPrivate }: Place,
  { parts, markdown, buttons, edits, document }: Answer,
  progress?: Progress,
): Promise<Sent> {
  const target: Target = { chatId, ...(threadId !== undefined && { threadId }) };
  const total = parts.length + (document ? 1 : 0);
  for (let index = progress?.sentParts ?? 0; index < total; index++) {
    const isLastText = index === parts.length - 1;
    const part = parts[index];
    const answering = index === 0 && !isPrivate && messageId !== undefined ? { replyTo: messageId } : {};
    const sent =
      part === undefined
        ? await sendExport()
        : edits !== undefined && index === 0
          ? await telegram.edit(target, edits, part, buttons)
          : await telegram.send({ ...target, ...answering }, part, {
              markdown,
              ...(isLastText && buttons && { buttons }),
            });
    if (sent.outcome !== 'sent') return sent;
    if (index + 1 < total) await progress?.onPart(index + 1);
  }
  return { outcome: 'sent' };

  async function sendExport(): Promise<Sent> {
    if (!progress) return { outcome: 'sent' };
    await telegram.showWorking(target, 'upload_document');
    const content = await collect(rights.export(progress.userId));
    if (!content) return telegram.send(target, progress.tooLarge, { markdown: false });
    return telegram.sendDocument(target, { name: 'butler-export.json', content });
  }
}

async function collect(pieces: AsyncIterable<string>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const chunk = Buffer.from(piece);
    length += chunk.length;
    if (length > mostDocument) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
