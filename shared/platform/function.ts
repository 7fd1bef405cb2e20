import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from './http.ts';

/** The variables that can say how large a body may be. */
export type BodyLimit = 'MAX_BODY_BYTES' | 'MAX_VOICE_BYTES';

type Entry<Trigger extends string> = {
  trigger: Trigger;
  /** Builds the function's services, once per instance, and gives the app that answers. */
  load: () => Promise<OpenAPIHono<AppEnv>>;
  /** Paths whose bodies have a limit of their own. */
  bodyLimits?: Readonly<Record<string, BodyLimit>>;
};

/** Called over HTTPS at its public paths. */
export type HttpFunction = Entry<'http'>;

/** Called by a push subscription on its topic. */
export type TopicFunction = Entry<'topic'>;

export type FunctionEntry = HttpFunction | TopicFunction;
