import { type Macro, type MacroDraft, macroDraftSchema, type MacroStep } from '../../shared/macros/index.ts';
import { normalizePhrase } from '../../shared/macros/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';
import type { Texts } from './texts.ts';

const verbs: Readonly<Record<string, 'add' | 'list' | 'delete'>> = {
  add: 'add',
  добавить: 'add',
  добавь: 'add',
  list: 'list',
  список: 'list',
  delete: 'delete',
  remove: 'delete',
  удалить: 'delete',
  удали: 'delete',
};

/** /macro: adds, lists and deletes macros. */
export async function changeMacros(asked: Asked, args: string): Promise<Answer> {
  const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(args) ?? [];
  const verb = Object.hasOwn(verbs, word.toLowerCase()) ? verbs[word.toLowerCase()] : undefined;
  if (verb === 'add') return addMacro(asked, rest);
  if (verb === 'delete') return deleteMacro(asked, rest);
  if (verb === 'list') return listMacros(asked);
  return plain(asked.texts.macroHelp);
}

async function addMacro({ services, userId, texts: say }: Asked, written: string): Promise<Answer> {
  const draft = macroDraftSchema.safeParse(readDraft(written));
  const [phrase = ''] = draft.data?.triggerPhrases ?? [];
  if (!draft.success) {
    return plain(written.includes('=') ? say.macroRefused(say.macroRules.other) : say.macroHelp);
  }
  try {
    await services.people.saveMacro(userId, draft.data);
    return plain(say.macroAdded(phrase));
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'bad_request') throw cause;
    // The same message again finds its own macro there.
    const kept = (await services.people.macros(userId)) ?? [];
    if (kept.some((macro) => isSame(macro, draft.data))) return plain(say.macroAdded(phrase));
    return plain(say.macroRefused(cause.fields.map(({ rule }) => ruleIn(say, rule)).join('; ')));
  }
}

async function listMacros({ services, userId, texts: say }: Asked): Promise<Answer> {
  const macros = (await services.people.macros(userId)) ?? [];
  const lines = macros.map((macro, index) => {
    const action = macro.actionType === 'sequence' ? macro.action.map(stepText).join('; ') : stepText(macro);
    return `${index + 1}. ${macro.triggerPhrases.join(' | ')} = ${action}`;
  });
  return plain(lines.length > 0 ? say.macroList(lines.join('\n')) : say.macroEmpty);
}

async function deleteMacro({ services, userId, texts: say }: Asked, which: string): Promise<Answer> {
  const macros = (await services.people.macros(userId)) ?? [];
  const phrase = normalizePhrase(which);
  const macro = /^\d+$/.test(phrase)
    ? macros[Number(phrase) - 1]
    : macros.find((one) => one.triggerPhrases.some((trigger) => normalizePhrase(trigger) === phrase));
  if (!macro || !(await services.people.removeMacro(userId, macro.id))) return plain(say.macroUnknown);
  return plain(say.macroDeleted(macro.triggerPhrases[0] ?? ''));
}

/** `phrase | phrase = step; step`, where `!` begins a skill. */
function readDraft(written: string): unknown {
  const at = written.indexOf('=');
  const pieces = (text: string, divider: string) =>
    text
      .split(divider)
      .map((piece) => piece.trim())
      .filter((piece) => piece !== '');
  const steps = pieces(written.slice(at + 1), ';').map((step) =>
    step.startsWith('!')
      ? { actionType: 'skill', action: step.slice(1).trim() }
      : { actionType: 'command', action: step },
  );
  const triggerPhrases = at < 0 ? [] : pieces(written.slice(0, at), '|');
  const [only, ...more] = steps;
  return more.length > 0
    ? { triggerPhrases, actionType: 'sequence', action: steps }
    : { triggerPhrases, ...only };
}

function stepText({ actionType, action }: MacroStep): string {
  return actionType === 'skill' ? `!${action}` : action;
}

function isSame(macro: Macro, draft: MacroDraft): boolean {
  return (
    macro.actionType === draft.actionType &&
    JSON.stringify(macro.action) === JSON.stringify(draft.action) &&
    macro.triggerPhrases.join('|') === draft.triggerPhrases.join('|')
  );
}

function ruleIn({ macroRules: rules }: Texts, rule: string): string {
  const skills = /^Must begin with a skill: (.+)$/.exec(rule)?.[1];
  if (skills !== undefined) return rules.skill(skills);
  if (rule.includes('phrase of another')) return rules.taken;
  if (rule.includes('lead back') || rule.includes('Leads back')) return rules.loop;
  return rule.includes('at most') && rule.includes('macros') ? rules.most : rules.other;
}
