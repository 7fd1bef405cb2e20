import { configSchema } from '../../shared/platform/config.ts';
import type { PathTable } from '../local/host.ts';

export type Rewrite = { source: string; function: { functionId: string; region: string } };

const region = configSchema.shape.GOOGLE_CLOUD_REGION.parse(undefined);

/** Hosting's way from each public path to its function, the longest path first, for hosting takes the first match. */
export function rewritesOf(paths: PathTable): Rewrite[] {
  return [...paths]
    .sort(([a], [b]) => b.length - a.length || a.localeCompare(b))
    .map(([source, functionId]) => ({ source, function: { functionId, region } }));
}
