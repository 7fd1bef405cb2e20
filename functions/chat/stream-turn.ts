import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { errorBody } from '../../shared/platform/error-response.ts';
import { type AppEnv, asAppError } from '../../shared/platform/http.ts';
import { log } from '../../shared/platform/log.ts';
import type { ChatReply, Message, TurnResult, Turns } from '../../shared/reply/index.ts';
import { finishTurn } from './finish-turn.ts';

/** Proxies close a connection that stays silent. */
const heartbeatMs = 10_000;

/**
 * Answers with a stream of events. What fails before the first piece is an ordinary error answer; a caller who hangs
 * up is answered, and remembered, all the same.
 */
export async function streamTurn(
  c: Context<AppEnv>,
  turns: Turns,
  message: Message,
  asReply: (result: TurnResult) => ChatReply,
): Promise<Response> {
  const pieces: (string | undefined)[] = [];
  let ended = false;
  let begin = Promise.withResolvers<undefined>();
  const onText = (piece: string | undefined) => {
    pieces.push(piece);
    begin.resolve(undefined);
  };
  const turn = turns.take({ ...message, onText });
  void turn
    .then(finishTurn, () => undefined)
    .finally(() => {
      ended = true;
      begin.resolve(undefined);
    });
  await Promise.race([begin.promise, turn]);

  c.header('Cache-Control', 'no-cache, no-transform');
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async (stream) => {
    const beat = setInterval(() => void stream.write(': still here\n\n'), heartbeatMs);
    try {
      for (;;) {
        for (const piece of pieces.splice(0)) {
          const event = piece === undefined ? 'reset' : 'delta';
          await stream.writeSSE({ event, data: JSON.stringify(piece === undefined ? {} : { text: piece }) });
        }
        if (ended && pieces.length === 0) break;
        await begin.promise;
        begin = Promise.withResolvers<undefined>();
        if (ended || pieces.length > 0) begin.resolve(undefined);
      }
      await stream.writeSSE({ event: 'done', data: JSON.stringify(asReply(await turn)) });
    } catch (cause) {
      const error = asAppError(cause);
      const id = c.var.requestId;
      log.error('http.failed', { code: error.code, requestId: id }, cause);
      await stream.writeSSE({ event: 'error', data: JSON.stringify(errorBody(error, id)) });
    } finally {
      clearInterval(beat);
    }
  });
}
