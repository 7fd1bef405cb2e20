import type { Language } from '../profile/index.ts';

/** Russian for attributes that groceries have; another one is told as it stands. */
const russian: Readonly<Record<string, string>> = {
  aged: 'выдержанное',
  'alcohol-free': 'безалкогольное',
  'caffeine-free': 'без кофеина',
  'contains-nuts': 'с орехами',
  'dairy-free': 'без молока',
  eco: 'экологичное',
  fermented: 'ферментированное',
  'for-kids': 'детское',
  'fragrance-free': 'без отдушек',
  'free-range': 'свободный выгул',
  frozen: 'замороженное',
  'gluten-free': 'без глютена',
  halal: 'халяль',
  'high-fiber': 'с клетчаткой',
  'high-protein': 'белковое',
  kosher: 'кошерное',
  'lactose-free': 'без лактозы',
  'low-fat': 'нежирное',
  mild: 'неострое',
  'nut-free': 'без орехов',
  organic: 'органическое',
  'plant-based': 'растительное',
  salty: 'солёное',
  smoked: 'копчёное',
  sour: 'кислое',
  spicy: 'острое',
  'sugar-free': 'без сахара',
  sweet: 'сладкое',
  vegan: 'веганское',
  vegetarian: 'вегетарианское',
  'whole-grain': 'цельнозерновое',
};

/** How an attribute is told in a language. */
export function wordFor(attribute: string, language: Language): string {
  return (language === 'ru' && Object.hasOwn(russian, attribute) && russian[attribute]) || attribute;
}
