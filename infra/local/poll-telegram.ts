import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/platform/errors.ts';
import { log } from '../../shared/platform/log.ts';
import type { Publish } from '../../shared/platform/publish.ts';
import {
  chatOfUpdate,
  type QueuedUpdate,
  type TelegramSender,
  updateSchema,
} from '../../shared/telegram/index.ts';
import { z } from 'zod';

export type Polling = {
  /** Stops asking; what was taken and queued is confirmed. */
  end(): Promise<void>;
};

export type PollingOptions = {
  telegram: Pick<TelegramSender, 'getUpdates'>;
  publish: Publish<QueuedUpdate>;
  /** What is to be done first, as often as it takes. */
  prepare?: () => Promise<unknown>;
  /** How long Telegram holds a question for updates open. */
  timeoutSeconds?: number;
  /** The first pause after a failure; it doubles up to a minute. */
  pauseMs?: number;
};

const numberedSchema = z.object({ update_id: z.int() });
const longestPauseMs = 60_000;
/** Whoever stops Butler does not wait for Telegram. */
const farewellMs = 2000;

/**
 * Asks Telegram for updates and puts them into the queue that the webhook feeds. An update is confirmed to Telegram
 * only once the queue has it, so none is lost; one that comes twice is answered once by who takes it.
 */
export function pollTelegram(options: PollingOptions): Polling {
  const { telegram, publish, prepare, timeoutSeconds = 30, pauseMs = 1000 } = options;
  const stop = new AbortController();
  const isOver = () => stop.signal.aborted;
  let offset: number | undefined;

  async function takeUpdates(): Promise<void> {
    for (const raw of await telegram.getUpdates(offset, timeoutSeconds, stop.signal)) {
      const { update_id: id } = numberedSchema.parse(raw);
      const update = updateSchema.safeParse(raw);
      // What cannot be read now never will be; it must not stand in the way of the others.
      if (!update.success) log.warning('telegram.malformed', { updateId: id });
      const chat = update.data && chatOfUpdate(update.data);
      if (update.data && chat !== undefined)
        await publish({ update: update.data, receivedAt: Date.now() }, { orderingKey: String(chat) });
      offset = id + 1;
    }
  }

  async function run(): Promise<void> {
    let pause = pauseMs;
    let isPrepared = false;
    while (!isOver()) {
      try {
        if (!isPrepared) await prepare?.();
        isPrepared = true;
        await takeUpdates();
        pause = pauseMs;
      } catch (cause) {
        if (isOver()) break;
        const isConflict = cause instanceof AppError && cause.code === 'conflict';
        // Taking the webhook away could silence a bot that is in service elsewhere.
        log.warning(
          isConflict ? 'telegram.polled_elsewhere' : 'telegram.not_polled',
          { pauseMs: pause },
          cause,
        );
        await sleep(pause, undefined, { signal: stop.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, longestPauseMs);
      }
    }
    // Confirms what is queued, so that it does not come again.
    if (offset !== undefined)
      await telegram.getUpdates(offset, 0, AbortSignal.timeout(farewellMs)).catch(() => undefined);
  }

  const running = run();
  return {
    async end() {
      stop.abort();
      await running;
    },
  };
}
