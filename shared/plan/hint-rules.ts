import type { Trait, Words } from '../tasks/index.ts';
import { aBack, backAils, cannotEat, isOne, isThing, otherThing, unwell } from './hint-words.ts';

export type HintRule = {
  id: string;
  from: 'memories' | 'purchases';
  /**
   * What a product's name says, or the person of themselves, when the rule holds, and what it says when it does not
   * after all. Denials and what is said of others need no word here.
   */
  says: RegExp;
  unless?: RegExp;
  traits: readonly Trait[];
  /** How much likelier a task with such a trait becomes; below 1, less likely. */
  weight: number;
  reason: Words;
};

/** Close to never, and yet not never: what was read may be mistaken. */
export const harmful = 0.005;
const unwise = 0.1;
const welcome = 1.8;

const notMine = /не люблю|не хочу|не пью|не нрав|ненавижу|don['’]t|do not|hate|dislike|never/iu;
const vegan = isOne({ ru: 'веган(?:ка|ом|кой|ы|ство)?', en: 'vegan' });
const vegetarian = isOne({ ru: 'вегетариан(?:ец|ка|цем|кой|цы|ство)', en: 'vegetarian' });

/** What a person's words and purchases say about their tasks: the one place that decides it. */
export const hintRules: readonly HintRule[] = [
  {
    id: 'bad-knee',
    from: 'memories',
    says: unwell('(?<!\\p{L})колен(?!вал|чат)|мениск|(?<!\\p{L})knees?(?![\\p{L}-])|meniscus'),
    traits: ['high_impact', 'knee_load'],
    weight: harmful,
    reason: {
      ru: 'Помню о вашем колене: обойдёмся без прыжков и приседаний.',
      en: 'I remember your knee: no jumps and no squats.',
    },
  },
  {
    id: 'bad-back',
    from: 'memories',
    says: unwell(aBack, backAils),
    traits: ['high_impact', 'intense'],
    weight: unwise,
    reason: { ru: 'Бережём вашу спину: без рывков.', en: 'Sparing your back: nothing abrupt.' },
  },
  {
    id: 'heart-or-pregnancy',
    from: 'memories',
    says: new RegExp(
      `гипертони(?:я|ю|к|ч|и)|(?:высок|повышенн)\\p{L}* (?:артериальн\\p{L}* |кровян\\p{L}* )?давлени|давлени\\p{L}* (?:высок|повышен|скачет)|аритми|стенокарди|беременн(?:а|ая|ой|ость|ости)(?!\\p{L})|(?<!\\p{L})(?:hypertension|high blood pressure|arrhythmia|angina|heart (?:condition|disease|trouble|problems?)|(?:my|week of|weeks of|into (?:my|the)|during (?:my|this)) pregnancy|pregnant|expecting a (?:baby|child))(?!\\p{L})`,
      'iu',
    ),
    unless:
      /мойк|насос|шланг|атмосфер|(?<!\p{L})шин|тест|для беремен|книг|курс|журнал|planning|trying|try to|want|plan to|hope|планир|хочу|хотим|мечта|(?<!\p{L})(?:test|pillow|book|course|class|magazine|monitor)s?(?!\p{L})/iu,
    traits: ['cold', 'intense', 'high_impact'],
    weight: harmful,
    reason: {
      ru: 'С оглядкой на ваше здоровье: без холода и нагрузок на пределе.',
      en: 'With your health in mind: no cold and nothing at the limit.',
    },
  },
  {
    id: 'heat-unwise',
    from: 'memories',
    says: new RegExp(
      `(?<!\\p{L})(?:диабет(?:а|ом)?|варикоз(?:а|ом)?|diabetes|varicose veins?|varicose)(?!\\p{L})|${isOne({ ru: 'диабетик(?:ом)?', en: 'diabetic' })}`,
      'iu',
    ),
    traits: ['heat'],
    weight: harmful,
    reason: { ru: 'С оглядкой на ваше здоровье: без прогревания.', en: 'With your health in mind: no heat.' },
  },
  {
    id: 'poor-sleep',
    from: 'memories',
    says: /(?<!\p{L})бессонниц|плохо спл|не могу (?:уснуть|заснуть)|(?<!\p{L})без кофеина|insomnia(?!c)|sleep (?:badly|poorly)|(?:can['’]?t|cannot) (?:fall a)?sleep|(?<!\p{L})no caffeine|caffeine[- ]free/iu,
    unless: /книг|курс|(?<!\p{L})(?:book|course|cookie|app)s?(?!\p{L})/iu,
    traits: ['caffeine'],
    weight: unwise,
    reason: { ru: 'Бережём ваш сон: без кофеина.', en: 'Guarding your sleep: no caffeine.' },
  },
  {
    id: 'no-citrus',
    from: 'memories',
    says: cannotEat(
      'цитрус|лимон(?!ад)|citrus|lemons?(?!\\p{L})',
      'гастрит|изжог|рефлюкс|gastritis|heartburn|reflux',
    ),
    traits: ['citrus'],
    weight: harmful,
    reason: { ru: 'Без лимона, как вам и нужно.', en: 'Without lemon, as suits you.' },
  },
  {
    id: 'no-dairy',
    from: 'memories',
    says: cannotEat(
      'лактоз|(?<!(?:кокосов|миндальн|соев|овсян|рисов)\\p{L}+ )(?:молок|молочн)|lactose|dairy|(?<!\\p{L})(?<!(?:coconut|almond|soy|oat|rice) )milk(?!\\p{L}| thistle)',
      vegan,
    ),
    traits: ['dairy'],
    weight: harmful,
    reason: { ru: 'Без молочного, как вам и нужно.', en: 'Without dairy, as suits you.' },
  },
  {
    id: 'no-fish',
    from: 'memories',
    says: cannotEat('(?<!\\p{L})рыб(?!ач|ак|ал)|(?<!\\p{L})fish(?!\\p{L})', vegan, vegetarian),
    traits: ['fish'],
    weight: harmful,
    reason: { ru: 'Без рыбы, как вам и нужно.', en: 'Without fish, as suits you.' },
  },
  {
    id: 'no-nuts',
    from: 'memories',
    says: cannotEat(
      '(?<!(?:кокосов|мускатн)\\p{L}+ )орех|арахис|миндал|(?<!\\p{L})(?<!(?:me|go|goes|went) )nuts?(?!\\p{L})|peanut|almond',
    ),
    traits: ['nuts', 'coconut'],
    weight: harmful,
    reason: { ru: 'Без орехов, как вам и нужно.', en: 'Without nuts, as suits you.' },
  },
  {
    id: 'no-coconut',
    from: 'memories',
    says: cannotEat('кокос|coconut'),
    traits: ['coconut'],
    weight: harmful,
    reason: { ru: 'Без кокоса, как вам и нужно.', en: 'Without coconut, as suits you.' },
  },
  {
    id: 'no-sesame',
    from: 'memories',
    says: cannotEat('кунжут|тахини|sesame|tahini'),
    traits: ['sesame'],
    weight: harmful,
    reason: { ru: 'Без кунжута, как вам и нужно.', en: 'Without sesame, as suits you.' },
  },
  {
    id: 'pollen',
    from: 'memories',
    says: cannotEat('(?<!\\p{L})пыльц|цветени|(?<!bee )pollen', 'поллиноз|сенн\\p{L}+ лихорадк|hay ?fever'),
    traits: ['outdoors'],
    weight: unwise,
    reason: {
      ru: 'Пыльца вам не друг: сегодня под крышей.',
      en: 'Pollen is no friend of yours: indoors today.',
    },
  },
  {
    id: 'likes-dancing',
    from: 'memories',
    says: /(?:люблю|обожаю|хожу на) танц(?!\p{L}* по тел)|(?:love|enjoy|like) (?:to dance|danc)/iu,
    unless: notMine,
    traits: ['dance'],
    weight: welcome,
    reason: { ru: 'Вы ведь любите танцевать.', en: 'You do love dancing.' },
  },
  {
    id: 'lonely',
    from: 'memories',
    says: /(?<!\p{L})одинок(?:о|а|ий|ой|им)?(?!\p{L})|не хватает общени|(?<!\p{L})lonely(?!\p{L}| planet)|miss (?:my friends|company)/iu,
    traits: ['social'],
    weight: welcome,
    reason: { ru: 'В компании теплее.', en: 'It is warmer in company.' },
  },
  {
    id: 'buys-tea',
    from: 'purchases',
    says: isThing({ ru: 'чай|чая|чаю|ройбуш|маття|матча', en: 'teas?(?: bags?)?|matcha|rooibos|sencha' }),
    unless: otherThing,
    traits: ['tea'],
    weight: welcome,
    reason: { ru: 'Чай у вас уже есть.', en: 'You have the tea at home.' },
  },
  {
    id: 'buys-coconut-water',
    from: 'purchases',
    says: isThing({ ru: 'кокосов(?:ая|ой|ую|ые) вод(?:а|ы|у|ой)', en: 'coconut waters?' }),
    unless: otherThing,
    traits: ['coconut'],
    weight: welcome,
    reason: { ru: 'Кокосовую воду вы уже купили.', en: 'You have bought the coconut water.' },
  },
  {
    id: 'buys-oats',
    from: 'purchases',
    says: isThing({
      ru: 'овсян(?:ые хлопья|ка)|геркулес',
      en: '(?:rolled|porridge|whole) oats|oatmeal|oat flakes',
    }),
    unless: otherThing,
    traits: ['oats'],
    weight: welcome,
    reason: { ru: 'Овсянка у вас дома есть.', en: 'There are oats in your cupboard.' },
  },
  {
    id: 'buys-fish',
    from: 'purchases',
    says: isThing({
      ru: 'лосос\\p{L}*|форел\\p{L}*|скумбри\\p{L}*|сельд(?!ер)\\p{L}*|сардин\\p{L}*',
      en: 'salmon|trout|mackerel|herrings?|sardines?',
    }),
    unless: otherThing,
    traits: ['fish'],
    weight: welcome,
    reason: { ru: 'Рыбу вы покупаете охотно.', en: 'You buy fish gladly.' },
  },
  {
    id: 'has-a-mat',
    from: 'purchases',
    says: isThing({ ru: '(?:коврик|мат) для (?:йоги|фитнеса)', en: '(?:yoga|exercise) mats?' }),
    unless: otherThing,
    traits: ['on_floor'],
    weight: welcome,
    reason: { ru: 'Коврик у вас уже есть.', en: 'You have the mat for it.' },
  },
  {
    id: 'has-a-roller',
    from: 'purchases',
    says: isThing({ ru: 'массажный рол(?:л|ик|лер)', en: 'foam rollers?' }),
    unless: otherThing,
    traits: ['roller'],
    weight: welcome,
    reason: { ru: 'Ролл у вас уже есть.', en: 'You have the roller for it.' },
  },
  {
    id: 'has-a-bicycle',
    from: 'purchases',
    says: isThing({ ru: 'велосипед|велотренаж[её]р', en: 'bicycles?|exercise bikes?' }),
    unless: otherThing,
    traits: ['cycling'],
    weight: welcome,
    reason: { ru: 'Велосипед у вас уже есть.', en: 'You have the bicycle for it.' },
  },
  {
    id: 'has-a-notebook',
    from: 'purchases',
    says: isThing({
      ru: 'ежедневник|блокнот',
      en: 'notebooks?(?! computer| \\d)|(?:bullet|paper) journals?|planners?',
    }),
    unless: otherThing,
    traits: ['writing'],
    weight: welcome,
    reason: { ru: 'Блокнот для этого у вас есть.', en: 'You have a notebook for it.' },
  },
];
