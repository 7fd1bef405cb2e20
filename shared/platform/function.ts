/** What a function answers with, whatever triggered it: a web request in, a response out. */
export type Answering = { fetch(request: Request, environment?: object): Response | Promise<Response> };

type Entry<Trigger extends string> = {
  trigger: Trigger;
  /** Builds the function's services, once per instance, and gives what answers. */
  load: () => Promise<Answering>;
};

/** Called over HTTPS at its public paths. */
export type HttpFunction = Entry<'http'>;

/** Called by a push subscription on its topic. */
export type TopicFunction = Entry<'topic'>;

export type FunctionEntry = HttpFunction | TopicFunction;
