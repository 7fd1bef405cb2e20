import { formatDate, sectionNames } from '../../shared/prompt/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';

/** /why: what shaped the last answer in this chat, by its ledger and its evidence. */
export async function explainAnswer(asked: Asked): Promise<Answer> {
  const { services, userId, place, profile, language, texts: say } = asked;
  const { window } = await services.memory.open(userId, place.conversationId);
  if (window?.model === undefined) return plain(say.whyNothing);
  const { ledger, evidence, model } = window;
  const lines = [say.whyTitle(model)];
  if (ledger) {
    const parts = sectionNames
      .filter((name) => ledger.sections[name] > 0)
      .map((name) => `• ${say.whySections[name]}: ${ledger.sections[name]}`);
    lines.push('', say.whyTotal(ledger.total, ledger.ceiling), ...parts);
    const dropped = ledger.dropped.map(({ section, count }) => `• ${say.whySections[section]}: ${count}`);
    if (dropped.length > 0) lines.push('', say.whyDropped, ...dropped);
  }
  if (evidence.length === 0) lines.push('', say.whyNoEvidence);
  else {
    const cited = evidence.map(
      ({ at, text }) =>
        `• ${formatDate(at, 'day', profile.timezone, language)}: ${text.replace(/\s+/g, ' ')}`,
    );
    lines.push('', say.whyEvidence, ...cited);
  }
  return plain(lines.join('\n'));
}
