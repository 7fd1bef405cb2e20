import type { BigQuery } from '@google-cloud/bigquery';
import { z } from 'zod';
import { rawActionsTable } from '../events/index.ts';
import {
  keptRates,
  keyName,
  type PopulationDocument,
  type PopulationSums,
  type PreferenceKind,
  preferenceKindSchema,
  ratesOf,
  type Rules,
} from '../preferences/index.ts';

export type CountOptions = {
  bigquery: BigQuery;
  dataset: string;
  rules: Rules;
  now: number;
  /** How many there are to take. */
  products?: number | undefined;
};

/** After so many half-lives, what was done says nothing any more. */
const farthest = 6;
const dayMs = 86_400_000;

const rowsSchema = z.array(
  z.object({
    kind: preferenceKindSchema,
    name: z.string(),
    worth: z.number(),
    total: z.number(),
    names: z.number().int(),
  }),
);

/** The share of all that everyone did for each category, brand, attribute and item, as far as rules weigh it. */
export async function countPopulation({
  bigquery,
  dataset,
  rules,
  now,
  products,
}: CountOptions): Promise<PopulationDocument> {
  const { category, brand, attribute, item } = rules.halfLifeDays;
  const weights = Object.entries(rules.weights).filter(([, weight]) => weight > 0);
  const days = farthest * Math.max(category.plus, brand.plus, attribute.plus, item.plus);
  const [found]: unknown[] = await bigquery.query({
    query: queryOf(`${bigquery.projectId}.${dataset}.${rawActionsTable}_unique`),
    params: {
      now: new Date(now),
      since: new Date(now - days * dayMs),
      types: weights.map(([type]) => type),
      weights: weights.map(([, weight]) => weight),
      category: category.plus,
      brand: brand.plus,
      attribute: attribute.plus,
      item: item.plus,
      kept: keptRates,
    },
    types: {
      types: ['STRING'],
      weights: ['FLOAT64'],
      category: 'FLOAT64',
      brand: 'FLOAT64',
      attribute: 'FLOAT64',
      item: 'FLOAT64',
      kept: 'INT64',
    },
  });
  const rows = rowsSchema.parse(found);
  const sums = {
    category: sumsOf(rows, 'category'),
    brand: sumsOf(rows, 'brand'),
    attribute: sumsOf(rows, 'attribute'),
    item: sumsOf(rows, 'item'),
  };
  return ratesOf(sums, products);
}

function sumsOf(all: z.output<typeof rowsSchema>, kind: PreferenceKind): PopulationSums {
  const rows = all.filter((row) => row.kind === kind);
  return {
    worths: rows.map(({ name, worth }) => [kind === 'item' ? name : keyName(name), worth] as const),
    total: rows[0]?.total ?? 0,
    keys: rows[0]?.names ?? 0,
  };
}

/** Of a `rate`, only what lies above three stars speaks for its subject. */
const queryOf = (view: string) => `
WITH actions AS (
  SELECT
    product_id,
    JSON_VALUE(raw_event_data, '$.category') AS category,
    JSON_VALUE(raw_event_data, '$.brand') AS brand,
    JSON_VALUE_ARRAY(raw_event_data, '$.attributes') AS attributes,
    TIMESTAMP_DIFF(@now, event_timestamp, SECOND) / 86400 AS days,
    @weights[OFFSET(place)] * IF(
      event_type = 'rate',
      GREATEST(0, (COALESCE(SAFE_CAST(JSON_VALUE(raw_event_data, '$.rating') AS FLOAT64), 3) - 3) / 2),
      1
    ) AS weight
  FROM \`${view}\`
  JOIN UNNEST(@types) AS type WITH OFFSET AS place ON type = event_type
  WHERE event_timestamp >= @since AND event_timestamp <= @now
),
keys AS (
  SELECT 'category' AS kind, category AS name, weight * POW(0.5, days / @category) AS worth FROM actions
  UNION ALL
  SELECT 'brand', brand, weight * POW(0.5, days / @brand) FROM actions
  UNION ALL
  SELECT 'attribute', attribute, weight * POW(0.5, days / @attribute)
  FROM actions CROSS JOIN UNNEST(attributes) AS attribute
  UNION ALL
  SELECT 'item', product_id, weight * POW(0.5, days / @item) FROM actions
),
sums AS (
  SELECT kind, name, SUM(worth) AS worth FROM keys WHERE name IS NOT NULL AND name != '' AND worth > 0
  GROUP BY kind, name
)
SELECT kind, name, worth, SUM(worth) OVER (PARTITION BY kind) AS total, COUNT(*) OVER (PARTITION BY kind) AS names
FROM sums
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY kind ORDER BY worth DESC, name) <= @kept
ORDER BY kind, worth DESC, name`;
