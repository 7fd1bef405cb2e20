import { type PopulationMessage, populationMessageSchema } from '../shared/action-log/index.ts';
import type { Clock } from '../shared/platform/clock.ts';
import { log } from '../shared/platform/log.ts';
import { type PopulationDocument, type Rules, type RulesSource } from '../shared/preferences/index.ts';

export const schema = populationMessageSchema;

export type PopulationServices = {
  /** Where it is off, what people did is not read. */
  enabled: boolean;
  rules: RulesSource;
  count(rules: Rules, now: number): Promise<PopulationDocument>;
  save(document: PopulationDocument, counted: { at: number; rulesVersion: string }): Promise<void>;
  clock: Clock;
};

/** Counts what everyone does, so that what one person does can be seen against it. A message too many only counts anew. */
export function population({ enabled, rules, count, save, clock }: PopulationServices) {
  return async ({ source }: PopulationMessage): Promise<void> => {
    if (!enabled) return;
    await rules.ready();
    const { rules: inForce, version: rulesVersion } = rules.current();
    const at = clock();
    const document = await count(inForce, at);
    await save(document, { at, rulesVersion });
    const { category, brand, attribute, item } = document.rates;
    log.info('population.counted', {
      source,
      rulesVersion,
      categories: Object.keys(category).length,
      brands: Object.keys(brand).length,
      attributes: Object.keys(attribute).length,
      items: Object.keys(item).length,
      ms: clock() - at,
    });
  };
}
