import type { Trait, Words } from '../tasks/index.ts';

export type HintRule = {
  id: string;
  from: 'memories' | 'purchases';
  /** What a sentence (or a product's name) says when the rule holds, and what it says when it does not after all. */
  says: RegExp;
  unless?: RegExp;
  traits: readonly Trait[];
  /** How much likelier a task with such a trait becomes; below 1, less likely. */
  weight: number;
  reason: Words;
};

/** Close to never, and yet not never: what was read may be mistaken. */
const harmful = 0.005;
const unwise = 0.1;
const welcome = 1.8;

const overcome =
  /(?:больше|уже) не (?:бол|беспоко)|не бол(?:ит|ят)|(?<!не )зажил|боль прошла|(?:no longer|not|n['’]t)(?: \p{L}+)? (?:hurt|sore|bad|ach|pain)|(?<!not (?:yet |fully )?)(?:healed|recovered)/iu;
const notMine = /не люблю|не хочу|не пью|не нрав|ненавижу|don['’]t|do not|hate|dislike|never/iu;
const ail =
  'бол(?:ит|ят|ел(?!ь)|ь(?!ш))|травм|операци|разрыв|артроз|(?<!\\p{L})(?:bad|sore|hurt\\p{L}*|injur\\p{L}*|pain(?:s|ful)?|aches?|aching|surgery|weak|torn)(?!\\p{L})';
const around = (part: string, other: string) =>
  new RegExp(`(?:${part}).{0,40}(?:${other})|(?:${other}).{0,40}(?:${part})`, 'iu');
const noLongerVegan = /(?:больше|уже) не вег|no longer (?:a )?veg/iu;
const noFood = '(?:аллерги|не перенос|непереносим|нельзя|allerg|intoleran|avoid|cannot (?:eat|have|drink))';

/** What a person's words and purchases say about their tasks: the one place that decides it. */
export const hintRules: readonly HintRule[] = [
  {
    id: 'bad-knee',
    from: 'memories',
    says: around('колен|мениск|knee|meniscus', ail),
    unless: overcome,
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
    says: around(
      '(?<!\\p{L})спин[аеуы](?!\\p{L})|поясниц|(?:my|the|lower|bad|sore|weak) back(?!\\p{L})|spine',
      ail,
    ),
    unless: overcome,
    traits: ['high_impact', 'intense'],
    weight: unwise,
    reason: { ru: 'Бережём вашу спину: без рывков.', en: 'Sparing your back: nothing abrupt.' },
  },
  {
    id: 'heart-or-pregnancy',
    from: 'memories',
    says: /гипертони|высок\p{L}* давлени|аритми|стенокарди|беременн|hypertension|high blood pressure|arrhythmia|angina|heart (?:condition|disease|trouble)|pregnan/iu,
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
    says: /диабет|варикоз|diabet|varicose/iu,
    traits: ['heat'],
    weight: harmful,
    reason: { ru: 'С оглядкой на ваше здоровье: без прогревания.', en: 'With your health in mind: no heat.' },
  },
  {
    id: 'poor-sleep',
    from: 'memories',
    says: /бессонниц|плохо спл|не могу (?:уснуть|заснуть)|без кофеина|insomnia|sleep (?:badly|poorly)|(?:can['’]t|cannot) (?:fall a)?sleep|no caffeine|caffeine[- ]free/iu,
    traits: ['caffeine'],
    weight: unwise,
    reason: { ru: 'Бережём ваш сон: без кофеина.', en: 'Guarding your sleep: no caffeine.' },
  },
  {
    id: 'no-citrus',
    from: 'memories',
    says: new RegExp(
      `гастрит|изжог|рефлюкс|gastritis|heartburn|reflux|${around('цитрус|лимон|citrus|lemon', noFood).source}`,
      'iu',
    ),
    traits: ['citrus'],
    weight: harmful,
    reason: { ru: 'Без лимона, как вам и нужно.', en: 'Without lemon, as suits you.' },
  },
  {
    id: 'no-dairy',
    from: 'memories',
    says: new RegExp(
      `(?<!\\p{L})веган|(?<!\\p{L})vegan|${around('лактоз|молок|молочн|lactose|dairy|milk', noFood).source}`,
      'iu',
    ),
    unless: noLongerVegan,
    traits: ['dairy'],
    weight: harmful,
    reason: { ru: 'Без молочного, как вам и нужно.', en: 'Without dairy, as suits you.' },
  },
  {
    id: 'no-fish',
    from: 'memories',
    says: new RegExp(
      `(?<!\\p{L})веган|вегетариан|(?<!\\p{L})vegan|vegetarian|${around('рыб|fish', noFood).source}`,
      'iu',
    ),
    unless: noLongerVegan,
    traits: ['fish'],
    weight: harmful,
    reason: { ru: 'Без рыбы, как вам и нужно.', en: 'Without fish, as suits you.' },
  },
  {
    id: 'no-nuts',
    from: 'memories',
    says: around('орех|арахис|миндал|(?<!\\p{L})nuts?(?!\\p{L})|peanut|almond', noFood),
    traits: ['nuts', 'coconut'],
    weight: harmful,
    reason: { ru: 'Без орехов, как вам и нужно.', en: 'Without nuts, as suits you.' },
  },
  {
    id: 'no-sesame',
    from: 'memories',
    says: around('кунжут|тахини|sesame|tahini', noFood),
    traits: ['sesame'],
    weight: harmful,
    reason: { ru: 'Без кунжута, как вам и нужно.', en: 'Without sesame, as suits you.' },
  },
  {
    id: 'pollen',
    from: 'memories',
    says: /поллиноз|аллерги\p{L}* на (?:пыльц|цветени)|hay ?fever|pollen/iu,
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
    says: /(?:люблю|обожаю|хожу на) танц|(?:love|enjoy|like) (?:to dance|danc)/iu,
    unless: notMine,
    traits: ['dance'],
    weight: welcome,
    reason: { ru: 'Вы ведь любите танцевать.', en: 'You do love dancing.' },
  },
  {
    id: 'lonely',
    from: 'memories',
    says: /одинок|не хватает общени|lonely|miss (?:my friends|company)/iu,
    traits: ['social'],
    weight: welcome,
    reason: { ru: 'В компании теплее.', en: 'It is warmer in company.' },
  },
  {
    id: 'buys-tea',
    from: 'purchases',
    says: /(?<!\p{L})(?:чай|чая|чаю|ройбуш|маття|матча)(?!\p{L})|(?<!\p{L})(?:tea|matcha|rooibos|sencha)s?(?!\p{L})/iu,
    traits: ['tea'],
    weight: welcome,
    reason: { ru: 'Чай у вас уже есть.', en: 'You have the tea at home.' },
  },
  {
    id: 'buys-coconut-water',
    from: 'purchases',
    says: /кокосов\p{L}* вод|coconut water/iu,
    traits: ['coconut'],
    weight: welcome,
    reason: { ru: 'Кокосовую воду вы уже купили.', en: 'You have bought the coconut water.' },
  },
  {
    id: 'buys-oats',
    from: 'purchases',
    says: /овсян(?:ые хлопья|ка)|геркулес|(?:rolled|porridge|whole) oats|oatmeal|oat flakes/iu,
    traits: ['oats'],
    weight: welcome,
    reason: { ru: 'Овсянка у вас дома есть.', en: 'There are oats in your cupboard.' },
  },
  {
    id: 'buys-fish',
    from: 'purchases',
    says: /лосос|форел|скумбри|сельд|сардин|salmon|trout|mackerel|herring|sardine/iu,
    traits: ['fish'],
    weight: welcome,
    reason: { ru: 'Рыбу вы покупаете охотно.', en: 'You buy fish gladly.' },
  },
  {
    id: 'has-a-mat',
    from: 'purchases',
    says: /(?:коврик|мат) для (?:йоги|фитнеса)|(?:yoga|exercise) mat/iu,
    traits: ['on_floor'],
    weight: welcome,
    reason: { ru: 'Коврик у вас уже есть.', en: 'You have the mat for it.' },
  },
  {
    id: 'has-a-roller',
    from: 'purchases',
    says: /массажн\p{L}* рол|foam roller/iu,
    traits: ['roller'],
    weight: welcome,
    reason: { ru: 'Ролл у вас уже есть.', en: 'You have the roller for it.' },
  },
  {
    id: 'has-a-bicycle',
    from: 'purchases',
    says: /велосипед|велотренаж|bicycle|exercise bike|cycling helmet/iu,
    traits: ['cycling'],
    weight: welcome,
    reason: { ru: 'Велосипед у вас уже есть.', en: 'You have the bicycle for it.' },
  },
  {
    id: 'has-a-notebook',
    from: 'purchases',
    says: /ежедневник|блокнот|(?<!\p{L})notebook(?!\p{L})(?! computer| \d)|(?:bullet|paper) journal|planner/iu,
    traits: ['writing'],
    weight: welcome,
    reason: { ru: 'Блокнот для этого у вас есть.', en: 'You have a notebook for it.' },
  },
];
