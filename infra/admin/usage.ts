/** What the command line takes. */
export const usage = `Usage: npm run admin -- VERB [options]

  list [--limit N] [--after ID]     people: persona, events, last activity
  show USER                         profile, context, accounts, conversations with their summaries
  update USER --persona TEXT --tone TONE --language LANGUAGE --name NAME --timezone ZONE
              --archetype NAME --response-length LENGTH      any of them
  reset USER [--yes]                defaults again; forgets window, archive, recall, memories, persona, plans
  export USER [--out FILE]          everything of the person as one JSON document
  erase USER [--yes]                everything of the person, for good
  compress [--user USER] [--dry-run]      runs one sweep of the conversations that are over the threshold
  phase USER [PHASE]                how far a person's plans have learned; sets discovery, establishment or mastery
  prompt show [PROMPT]              the prompts, or one as it stands
  prompt check [PROMPT] [--file FILE | --text TEXT]       what is stored, or would be: line, column, problem
  prompt set PROMPT --file FILE | --text TEXT | --default
  rules show [--default]            how preferences are learned and used
  rules check FILE                  what is wrong with a rules file, or what it would change: line, column, problem
  rules set FILE | --default        puts it into force within a minute
  rules try FILE [--user USER] [--query TEXT]     what would rank differently
  rules replay [--user USER] [--incomplete]       learns people anew from BigQuery under the rules in force, also
                                    without stored events that BigQuery has not got
  events reconcile --day D          compares how many events of a UTC day each person has with what BigQuery has
  catalog import FILE [--skip-bad]  adds or replaces products: JSON lines, or CSV (columns in shared/catalog/README.md);
                                    goes on where it was cut short
  catalog repack                    makes the searched catalog of the products that there are

PROMPT is base-ru or base-en (who the butler is), user-persona (what he is told of the person), max-chars (the most
that one placeholder becomes), or the name of a template for simple completions.

  --json            answers in JSON
  --project ID      the Google Cloud project

PROFILE_ADMIN_API_KEY must be set. Without a project or FIRESTORE_EMULATOR_HOST it works on the Butler that npm start
runs on this machine.`;

/** The command line cannot be followed; the message is a sentence for the person who typed it. */
export class UsageError extends Error {}
