import { stemWord } from '../words/index.ts';

/** Everyday words that people ask with one and tell with another, in both languages of the butler. */
const groups = `
собака пес песик щенок dog puppy
кошка кот котенок cat kitten
питомец pet
машина автомобиль авто тачка car auto vehicle
велосипед велик bike bicycle
врач доктор поликлиника doctor physician
зубной стоматолог зуб dentist tooth
больница госпиталь hospital clinic
лекарство таблетка препарат medicine pill medication
болезнь болеть простуда простудиться ill sick illness disease
работа офис должность job work office career
начальник босс шеф руководитель boss manager
зарплата оклад salary wage
коллега сотрудник colleague coworker
квартира жилье дом flat apartment house home
ремонт renovation repair fix
мама mother mom
отец father dad
муж супруг husband spouse
жена супруга wife spouse
ребенок child kid
сын son
дочь daughter
бабушка grandmother grandma granny
дедушка дед grandfather grandpa
друг приятель подруга friend buddy
свадьба wedding marry married жениться
развод divorce
рождение birthday
праздник вечеринка торжество party celebration celebrate
подарок подарить gift present
отпуск каникулы vacation holiday
поездка путешествие поехать ездить trip travel journey
самолет рейс лететь plane flight fly
поезд train
билет ticket
гостиница отель hotel
еда блюдо food dish meal
готовить приготовить cook
завтрак breakfast
ужин dinner supper
кафе ресторан restaurant cafe
аллергия аллергик непереносимость allergy allergic intolerance
диета диетический diet
спорт тренировка зал sport workout gym exercise training
бег бегать пробежка run running jog
плавание плавать бассейн swim swimming pool
йога yoga
книга роман book novel
читать прочитать read
фильм кино movie film
сериал show series
музыка песня music song
играть игра game play
картина рисовать живопись paint painting art
фото фотография снимок photo picture photograph
учиться учеба курс study course class
школа school
университет вуз институт university college
экзамен exam test
телефон смартфон phone smartphone
компьютер ноутбук computer laptop
деньги финансы money
цена стоить cost price
покупка купить buy purchase
магазин store shop
пароль password
ключ key
переезд переехать move relocate
страна country
город city town
погода weather
сон спать sleep
устать усталость tired exhausted
бояться страх fear afraid scared
любимый нравиться любить favorite favourite love enjoy
мечта мечтать dream
цель goal aim
хобби увлечение увлекаться hobby interest
сад дача огород garden
цветок растение flower plant
волонтер волонтерство volunteer volunteering charity
начать start begin
закончить завершить finish complete end
встреча встретиться meeting meet
звонить позвонить call phone`;

/** Each stem to the stems of the words that stand for about the same. */
export const relatedWords: ReadonlyMap<string, readonly string[]> = gather();

function gather(): Map<string, string[]> {
  const related = new Map<string, Set<string>>();
  for (const line of groups.trim().split('\n')) {
    const stems = [...new Set(line.split(' ').map(stemWord))];
    for (const stem of stems) {
      const others = related.get(stem) ?? new Set();
      for (const other of stems) if (other !== stem) others.add(other);
      related.set(stem, others);
    }
  }
  return new Map([...related].map(([stem, others]) => [stem, [...others]]));
}
