import type { BigQuery } from '@google-cloud/bigquery';
import type { Firestore } from '@google-cloud/firestore';

/** What a command on rules answers; `failed` says that it is bad news. */
export type RulesAnswer = { value: unknown; text: string; failed?: string };

export type RulesServices = { firestore: Firestore; bigquery: () => Promise<BigQuery>; dataset: string };
