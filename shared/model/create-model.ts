import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';
import { type ChatMessage, estimateTokens } from '../prompt/index.ts';
import type { ChatAnswer, Endpoint } from './call-endpoint.ts';
import { commonDialect, type Dialect, learnDialect, shapeMessages, shortestMessages } from './dialect.ts';
import { CallFailure } from './failure.ts';
import { tryWithin } from './try-within.ts';

/** The variables that models are configured by. */
export const modelConfig = [
  'MODEL_BASE_URL',
  'MODEL_NAME',
  'MODEL_API_KEY',
  'FALLBACK_MODEL_BASE_URL',
  'FALLBACK_MODEL_NAME',
  'FALLBACK_MODEL_API_KEY',
] as const;

/** The name of the model where there is none. */
export const offlineModel = 'offline';

export type ModelRequest = {
  messages: ChatMessage[];
  maxTokens: number;
  /** When the answer must be there, whatever is tried until then. */
  deadline: number;
  /** Told each piece as it comes; `undefined` takes back all that was told. */
  onText?: ((piece: string | undefined) => void) | undefined;
  purpose: 'chat' | 'summary';
};

export type ModelAnswer = { text: string; model: string; usage: { input: number; output: number } };

export type Model = {
  connected: boolean;
  /** The configured model's name, or `offline`. */
  name: string;
  /** Asks the model, then the fallback, within the one deadline. Throws AppError('unavailable'). */
  answer(request: ModelRequest): Promise<ModelAnswer>;
};

type Place = Endpoint & { as: 'primary' | 'fallback'; dialect: Dialect };

const attempts = { primary: 3, fallback: 2 };
/** How much of the time the first model may use when there is another to ask after it. */
const primaryShare = 0.6;

/** The chat models of the configuration. Their library is loaded with the first question. */
export function createModel(
  config: Pick<Config, (typeof modelConfig)[number]>,
  options: { clock?: Clock; firstPauseMs?: number } = {},
): Model {
  const { clock = systemClock, firstPauseMs } = options;
  const places = placesOf(config);

  async function ask(place: Place, request: ModelRequest, deadline: number): Promise<ModelAnswer> {
    const { onText } = request;
    let { messages, maxTokens } = request;
    let shortened = false;
    let told = false;
    const tell = (piece: string | undefined) => {
      told = piece !== undefined;
      onText?.(piece);
    };
    const { callChat } = await import('./call-endpoint.ts');
    return tryWithin({
      model: place.as,
      attempts: attempts[place.as],
      deadline,
      clock,
      ...(firstPauseMs !== undefined && { firstPauseMs }),
      adapt(failure) {
        if (failure.outcome !== 'too_long') return learnDialect(place.dialect, failure);
        if (shortened) return false;
        shortened = true;
        messages = shortestMessages(messages);
        maxTokens = Math.ceil(maxTokens / 2);
        return true;
      },
      async run(signal) {
        try {
          const shaped = shapeMessages(messages, place.dialect);
          const call = { messages: shaped, maxTokens, signal, onText: onText && tell };
          return counted(await callChat(place, place.dialect, call), shaped, place.model);
        } catch (cause) {
          if (told) tell(undefined);
          throw cause;
        }
      },
    });
  }

  return {
    connected: places.length > 0,
    name: places[0]?.model ?? offlineModel,
    async answer(request) {
      const failures: string[] = [];
      for (const [index, place] of places.entries()) {
        const left = request.deadline - clock();
        const last = index === places.length - 1;
        const deadline = last ? request.deadline : clock() + left * primaryShare;
        try {
          return await ask(place, request, deadline);
        } catch (cause) {
          if (!(cause instanceof CallFailure)) throw cause;
          failures.push(`${place.as}: ${cause.message}`);
        }
      }
      const cause = new Error(failures.join('; ') || 'no model is configured');
      throw new AppError('unavailable', 'The model does not answer; try again later.', { cause });
    },
  };
}

function placesOf(config: Pick<Config, (typeof modelConfig)[number]>): Place[] {
  const places: Place[] = [];
  const { MODEL_BASE_URL, FALLBACK_MODEL_BASE_URL } = config;
  if (MODEL_BASE_URL !== undefined) {
    const { MODEL_NAME: model, MODEL_API_KEY: apiKey } = config;
    places.push({ as: 'primary', baseUrl: MODEL_BASE_URL, model, apiKey, dialect: commonDialect() });
  }
  if (FALLBACK_MODEL_BASE_URL !== undefined) {
    const { FALLBACK_MODEL_NAME: model, FALLBACK_MODEL_API_KEY: apiKey } = config;
    places.push({
      as: 'fallback',
      baseUrl: FALLBACK_MODEL_BASE_URL,
      model,
      apiKey,
      dialect: commonDialect(),
    });
  }
  return places;
}

/** Budgets need a number where a server counts nothing. */
function counted({ text, usage }: ChatAnswer, messages: readonly ChatMessage[], model: string): ModelAnswer {
  const input = usage.input ?? messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  return { text, model, usage: { input, output: usage.output ?? estimateTokens(text) } };
}
