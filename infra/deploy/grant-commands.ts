import { pushAccount } from '../../shared/platform/auth.ts';
import type { Row } from '../deployment.ts';
import type { Command } from './deploy-commands.ts';

/** What a function's account does: read and write documents, stream rows, publish, look at topics. */
const roles = [
  'roles/datastore.user',
  'roles/bigquery.dataEditor',
  'roles/bigquery.jobUser',
  'roles/pubsub.publisher',
  'roles/pubsub.viewer',
];

/**
 * What a project owner runs once, before the first deployment: the accounts and what they may do. Secrets are
 * named, not made; the topics and subscriptions it names are the provisioner's.
 */
export function grantCommands(
  rows: readonly (readonly [name: string, row: Row])[],
  { project, projectNumber }: { project: string; projectNumber: string },
): Command[] {
  const email = (account: string) => `${account}@${project}.iam.gserviceaccount.com`;
  const on = `--project=${project}`;
  const commands: Command[] = [];
  const make = (account: string) =>
    commands.push(['gcloud', 'iam', 'service-accounts', 'create', account, on]);
  const allow = (role: string, member: string, ...resource: string[]) =>
    commands.push(['gcloud', ...resource, `--member=serviceAccount:${member}`, `--role=${role}`]);

  for (const account of new Set(rows.map(([, row]) => row.serviceAccount))) {
    make(account);
    for (const role of roles) allow(role, email(account), 'projects', 'add-iam-policy-binding', project);
  }
  for (const secret of new Set(rows.flatMap(([, row]) => row.secrets))) {
    for (const account of new Set(
      rows.filter(([, row]) => row.secrets.includes(secret)).map(([, row]) => row.serviceAccount),
    )) {
      allow(
        'roles/secretmanager.secretAccessor',
        email(account),
        'secrets',
        'add-iam-policy-binding',
        secret,
        on,
      );
    }
  }

  const push = pushAccount(project);
  make(push.split('@')[0] ?? '');
  // Pub/Sub signs pushes as that account, and moves dead letters as itself.
  const agent = `service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`;
  const tokens = ['iam', 'service-accounts', 'add-iam-policy-binding', push, on];
  allow('roles/iam.serviceAccountTokenCreator', agent, ...tokens);
  for (const [name, { trigger }] of rows) {
    if (trigger.kind !== 'topic') continue;
    const dead = `${trigger.topic}-dead`;
    allow('roles/pubsub.publisher', agent, 'pubsub', 'topics', 'add-iam-policy-binding', dead, on);
    allow('roles/pubsub.subscriber', agent, 'pubsub', 'subscriptions', 'add-iam-policy-binding', name, on);
  }
  return commands;
}
