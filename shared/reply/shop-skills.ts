import { log } from '../platform/log.ts';
import type { Language } from '../profile/index.ts';
import { formatDate } from '../prompt/index.ts';
import type { SearchResult, UsualProduct } from '../shop/index.ts';
import type { SkillAnswer, SkillRun, Skills } from './skills.ts';
import { tellUnit } from './tell-unit.ts';

const shownProducts = 5;
const shownUsual = 10;
const day = 24 * 3_600_000;

const words = {
  ru: {
    found: 'Вот что нашлось, в порядке вашего вкуса:',
    plain: 'Вот что нашлось:',
    browse: 'Вот что может прийтись вам по вкусу:',
    nothing: 'Такого в лавке нет.',
    failed: 'Лавка сейчас не отвечает. Спросите, пожалуйста, чуть позже.',
    usual: 'Ваши обычные покупки:',
    noUsual: 'Обычных покупок я пока не заметил: нужно хотя бы две одинаковых.',
    badges: {
      usual: 'берёте обычно',
      time_to_restock: 'пора пополнить',
      matches_taste: 'в вашем вкусе',
    },
    quantity: (count: number) => `обычно ${count} шт.`,
    due: 'пора пополнить',
    every: (days: number) => `примерно раз в ${days} дн.`,
    last: (date: string) => `последний раз ${date}`,
  },
  en: {
    found: 'Here is what I found, in the order of your taste:',
    plain: 'Here is what I found:',
    browse: 'Here is what may be to your taste:',
    nothing: 'The shop has nothing of the kind.',
    failed: 'The shop does not answer just now. Please ask again a little later.',
    usual: 'What you usually buy:',
    noUsual: 'I have noticed no usual purchases yet: it takes at least two of a kind.',
    badges: {
      usual: 'your usual',
      time_to_restock: 'time to restock',
      matches_taste: 'to your taste',
    },
    quantity: (count: number) => `usually ${count}`,
    due: 'time to restock',
    every: (days: number) => (days === 1 ? 'about every day' : `about every ${days} days`),
    last: (date: string) => `last on ${date}`,
  },
} as const;

/** The abilities of the shop. */
export const shopSkills = {
  search: {
    about: { ru: 'найти товар: search овсяное молоко', en: 'find a product: search oat milk' },
    run: orSaySo(findProducts),
  },
  usual: { about: { ru: 'что вы обычно покупаете', en: 'what you usually buy' }, run: orSaySo(tellUsual) },
} satisfies Skills;

/** The skill, which answers also where shop or store do not. */
function orSaySo(run: (given: SkillRun) => Promise<SkillAnswer>): typeof run {
  return async (given) => {
    try {
      return await run(given);
    } catch (cause) {
      log.warning('skill.shop_failed', {}, cause);
      return { text: words[given.language].failed, evidence: [] };
    }
  };
}

async function findProducts({ input, language, shop }: SkillRun): Promise<SkillAnswer> {
  const query = input.slice(0, 200);
  const request = { query, limit: shownProducts, personalize: true, explain: false, language };
  const { results, personalizationApplied } = await shop.search(request);
  const said = words[language];
  const title = query === '' ? said.browse : personalizationApplied ? said.found : said.plain;
  const lines = results.map((result) => `• ${tellProduct(result, language)}`);
  return { text: lines.length > 0 ? [title, ...lines].join('\n') : said.nothing, evidence: [] };
}

function tellProduct(result: SearchResult, language: Language): string {
  const { name, brand, price, unit, badges, suggestedQuantity: suggested } = result;
  const said = words[language];
  const cost = new Intl.NumberFormat(language, { style: 'currency', currency: price.currency }).format(
    price.amount,
  );
  const reasons: string[] = badges.map((badge) => said.badges[badge]);
  if (suggested?.fill && suggested.quantity > 1) reasons.push(said.quantity(suggested.quantity));
  const what = brand === undefined || name.includes(brand) ? name : `${name}, ${brand}`;
  const line = `${what}: ${cost}${unit === undefined ? '' : ` (${tellUnit(unit, language)})`}`;
  return reasons.length > 0 ? `${line}. ${capital(reasons.join(', '))}` : line;
}

async function tellUsual({ language, shop, profile, now }: SkillRun): Promise<SkillAnswer> {
  const said = words[language];
  const usual = (await shop.usual()).slice(0, shownUsual);
  const zone = profile?.timezone ?? 'UTC';
  const lines = usual.map((one) => `• ${tellUsualOne(one, language, zone, now)}`);
  return { text: lines.length > 0 ? [said.usual, ...lines].join('\n') : said.noUsual, evidence: [] };
}

function tellUsualOne(
  { name, quantity = 1, intervalMs, lastAt, due }: UsualProduct,
  language: Language,
  zone: string,
  now: number,
): string {
  const said = words[language];
  const known = [
    ...(quantity > 1 ? [said.quantity(quantity)] : []),
    ...(intervalMs === undefined ? [] : [said.every(Math.max(1, Math.round(intervalMs / day)))]),
    ...(lastAt === undefined ? [] : [said.last(formatDate(Math.min(lastAt, now), 'day', zone, language))]),
    ...(due > 0 ? [said.due] : []),
  ];
  return known.length > 0 ? `${name}: ${known.join(', ')}` : name;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
