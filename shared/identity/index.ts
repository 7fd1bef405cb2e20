export { createIdentities, type Identities, type IdentitiesOptions, type Redemption } from './identities.ts';
export { mergeStep, type MergeServices } from './merge-step.ts';
export { linkMessageSchema, linkTopic, type LinkMessage } from './schema.ts';
export { unfinishedMerges } from './store.ts';
