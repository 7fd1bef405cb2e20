import type { Language } from '../profile/index.ts';

/** Russian for attributes that most groceries have; another one is told as it stands. */
const russian: Readonly<Record<string, string>> = {
  'alcohol-free': 'безалкогольное',
  decaf: 'без кофеина',
  'dairy-free': 'без молока',
  'fair-trade': 'справедливая торговля',
  fermented: 'ферментированное',
  'free-range': 'свободный выгул',
  fresh: 'свежее',
  frozen: 'замороженное',
  'gluten-free': 'без глютена',
  halal: 'халяль',
  'high-fiber': 'с клетчаткой',
  'high-protein': 'белковое',
  kosher: 'кошерное',
  'lactose-free': 'без лактозы',
  local: 'местное',
  'low-fat': 'нежирное',
  mild: 'неострое',
  'no-added-sugar': 'без добавленного сахара',
  'nut-free': 'без орехов',
  organic: 'органическое',
  'plant-based': 'растительное',
  'ready-to-eat': 'готовое',
  salted: 'солёное',
  seasonal: 'сезонное',
  smoked: 'копчёное',
  sour: 'кислое',
  spicy: 'острое',
  'sugar-free': 'без сахара',
  sweet: 'сладкое',
  unsalted: 'без соли',
  vegan: 'веганское',
  vegetarian: 'вегетарианское',
  'whole-grain': 'цельнозерновое',
};

/** How an attribute is told in a language. */
export function wordFor(attribute: string, language: Language): string {
  return (language === 'ru' && Object.hasOwn(russian, attribute) && russian[attribute]) || attribute;
}
