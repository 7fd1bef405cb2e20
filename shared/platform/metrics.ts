import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** All metrics of this process. */
export const registry = new Registry();

type Labels<Name extends string> = readonly Name[];

/** A counter, present from the start at zero when it has no labels. Made once per name. */
export function counter<Name extends string = never>(
  name: string,
  help: string,
  labelNames: Labels<Name> = [],
) {
  return once(name, () => new Counter<Name>({ name, help, labelNames, registers: [registry] }));
}

/** A gauge whose value is set or read when asked. Made once per name. */
export function gauge<Name extends string = never>(
  name: string,
  help: string,
  labelNames: Labels<Name> = [],
) {
  return once(name, () => new Gauge<Name>({ name, help, labelNames, registers: [registry] }));
}

const seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A histogram, in seconds unless told otherwise. Made once per name. */
export function histogram<Name extends string = never>(
  name: string,
  help: string,
  labelNames: Labels<Name> = [],
  buckets: number[] = seconds,
) {
  return once(name, () => new Histogram<Name>({ name, help, labelNames, buckets, registers: [registry] }));
}

function once<M>(name: string, make: () => M): M {
  return (registry.getSingleMetric(name) as M | undefined) ?? make();
}
