import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from './http.ts';

type Entry<Trigger extends string> = {
  trigger: Trigger;
  /** Builds the function's services, once per instance, and gives the app that answers. */
  load: () => Promise<OpenAPIHono<AppEnv>>;
};

/** Called over HTTPS at its public paths. */
export type HttpFunction = Entry<'http'>;

/** Called by a push subscription on its topic. */
export type TopicFunction = Entry<'topic'>;

export type FunctionEntry = HttpFunction | TopicFunction;
