export { forgetPreference } from './forget-preference.ts';
export { forgetStored } from './forget-stored.ts';
export { keepGoodRules, readGoodRules } from './good-rules.ts';
export { keyName, learnEvent } from './learn-event.ts';
export { createPopulation, type PopulationSource } from './live-population.ts';
export {
  createRules,
  type RulesSource,
  shippedVersion,
  type VersionedRules,
  versionOf,
} from './live-rules.ts';
export { mergeStates } from './merge-states.ts';
export { describeRulesProblem, type ParsedRules, parseRules, type RulesProblem } from './parse-rules.ts';
export {
  keptRates,
  measurePopulation,
  type Population,
  type PopulationSums,
  ratesOf,
  readPopulation,
  unknownPopulation,
} from './population.ts';
export {
  emptyState,
  type History,
  needsReplay,
  type PreferenceState,
  readState,
  writeState,
} from './preference-state.ts';
export { pruneState } from './prune-state.ts';
export { type Badge, type Candidate, type Ranked, rankResults } from './rank-results.ts';
export { defaultRules, isKnownEvent, type Rules, rulesSchema, weightOf } from './rules.ts';
export * from './schema.ts';
export {
  goodRulesRef,
  liveRulesRef,
  populationRef,
  preferencesOf,
  preferencesRef,
  savePopulation,
} from './store.ts';
export { shippedText } from './shipped-rules.ts';
export { type ProductScore, type Reason, scoreProduct } from './score-product.ts';
export { type ShownPreferences, showPreferences } from './show-preferences.ts';
export { type Lift, liftOf, readTaste, type Taste } from './taste.ts';
export { readUsual, type SuggestedQuantity, type UsualItem, usualItems } from './usual-items.ts';
