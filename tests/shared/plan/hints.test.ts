import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import library from '../../../emulator-data/tasks.json' with { type: 'json' };
import { carefulHints, findHints, hintsBehind, weightOf } from '../../../shared/plan/find-hints.ts';
import { hintRules } from '../../../shared/plan/hint-rules.ts';
import { taskSchema } from '../../../shared/tasks/index.ts';

const tasks = z.array(taskSchema).parse(library);
const idsOf = (memories: string[], purchases: string[] = []) =>
  findHints({ memories, purchases }).map(({ id }) => id);

describe('hints from memory and purchases', () => {
  it.each([
    ['У меня болит колено после пробежек', 'bad-knee'],
    ['Травма колена, бегать больше не могу', 'bad-knee'],
    ['I have a bad knee.', 'bad-knee'],
    ['My knee has not healed after surgery', 'bad-knee'],
    ['После операции на колене прошло две недели', 'bad-knee'],
    ['My lower back hurts in the mornings', 'bad-back'],
    ['Врач говорит: гипертония', 'heart-or-pregnancy'],
    ['I am pregnant', 'heart-or-pregnancy'],
    ['Я беременна, пятый месяц', 'heart-or-pregnancy'],
    ['Опять бессонница', 'poor-sleep'],
    ['Не переношу лактозу: непереносимость с детства', 'no-dairy'],
    ['Аллергия на рыбу', 'no-fish'],
    ['I am allergic to peanuts', 'no-nuts'],
    ['Весной мучает поллиноз', 'pollen'],
    ['Я обожаю танцевать', 'likes-dancing'],
    ['Lately I feel lonely', 'lonely'],
    ['I got type 2 diabetes', 'heat-unwise'],
    ['От лимона изжога', 'no-citrus'],
    ['Sesame: allergic', 'no-sesame'],
    ['I have a bad back', 'bad-back'],
    ['bad back', 'bad-back'],
    ['Больная спина', 'bad-back'],
    ['Грыжа поясничного отдела', 'bad-back'],
    ['I got a slipped disc', 'bad-back'],
    ['У меня плохое колено', 'bad-knee'],
    ['Больные колени', 'bad-knee'],
    ['Проблемы с коленями', 'bad-knee'],
    ['Knee problems', 'bad-knee'],
    ['My knees are shot', 'bad-knee'],
    ['I had a knee replacement', 'bad-knee'],
    ['I can’t run because my knee hurts', 'bad-knee'],
    ['No jumping please, my knee hurts', 'bad-knee'],
    ['Нет, болит колено', 'bad-knee'],
    ['Колено болит, что делать?', 'bad-knee'],
    ['Why does my knee hurt?', 'bad-knee'],
    ['My knee still has not recovered from the injury', 'bad-knee'],
    ['My wife says my knee is bad', 'bad-knee'],
    ['The user has a bad knee', 'bad-knee'],
    ['У пользователя болит колено', 'bad-knee'],
    ['Не только спина, болят и колени', 'bad-knee'],
    ['I cannot eat nuts', 'no-nuts'],
    ['Мне нельзя орехи', 'no-nuts'],
    ['Аллергия на яйца, молоко и орехи', 'no-nuts'],
    ['I am allergic to coconut', 'no-coconut'],
    ['Аллергия на кокос', 'no-coconut'],
    ['I am vegan', 'no-dairy'],
    ['My wife and I are vegan', 'no-dairy'],
    ['Я веган с детства', 'no-fish'],
    ['I went vegetarian', 'no-fish'],
    ['У меня высокое давление', 'heart-or-pregnancy'],
    ['Allergic to pollen', 'pollen'],
    ['I am diabetic', 'heat-unwise'],
    ['Колени побаливают', 'bad-knee'],
    ['Не переношу молоко', 'no-dairy'],
    ['Мы с женой веганы', 'no-fish'],
    ['Порвал мениск', 'bad-knee'],
    ['У Пользователя болит спина', 'bad-back'],
  ])('hears in "%s" the rule %s', (memory, rule) => {
    expect(idsOf([memory])).toContain(rule);
  });

  it.each([
    ['Зелёный чай с жасмином 100 г', 'buys-tea'],
    ['Coconut water, 1 l', 'buys-coconut-water'],
    ['Овсяные хлопья', 'buys-oats'],
    ['Salmon fillet', 'buys-fish'],
    ['Коврик для йоги', 'has-a-mat'],
    ['Foam roller 45 cm', 'has-a-roller'],
    ['Велосипед городской', 'has-a-bicycle'],
    ['Блокнот в точку', 'has-a-notebook'],
    ['Green tea 100 g', 'buys-tea'],
    ['Black tea bags', 'buys-tea'],
    ['Чай улун', 'buys-tea'],
    ['Сельдь слабосолёная', 'buys-fish'],
    ['Road bicycle', 'has-a-bicycle'],
    ['Notebook A5, dotted', 'has-a-notebook'],
  ])('sees in the purchase "%s" the rule %s', (purchase, rule) => {
    expect(idsOf([], [purchase])).toContain(rule);
  });

  it.each([
    'I am not allergic to nuts',
    'I’m not allergic to nuts or fish',
    'I have no allergy to nuts',
    'I don’t have any nut allergy, I can eat nuts',
    'I have no nut allergies',
    'У меня нет аллергии на орехи',
    'Аллергии на орехи у меня нет',
    'У меня не аллергия на орехи',
    'Я не беременна',
    'I am not pregnant',
    'I’m not pregnant.',
    'I was pregnant last year',
    'Am I pregnant?',
    'Тест на беременность',
    'pregnancy test, two pieces',
    'I have no knee pain',
    'No knee pain today',
    'My knees do not hurt',
    'My knee isn’t sore',
    'My knee is not painful at all',
    'The knee pain is gone',
    'My knee hurt. It is gone now.',
    'My knee was bad but it healed',
    'Боль в колене прошла',
    'Колено болело, но прошло',
    'Проблем с коленями нет',
    'Колено не болит',
    'Колени никогда не болели',
    'Раньше болело колено',
    'Что делать, если болит колено?',
    'What if I get a bad knee?',
    'Я не веган',
    'I’m not vegan',
    'I do not have diabetes',
    'I used to have a bad knee',
    'I have zero knee pain',
    'My knee pain disappeared',
    'I don’t have nut allergies or knee problems',
    'У меня нет проблем ни с коленями, ни со спиной',
    'У меня нет диабета',
    'I don’t have high blood pressure',
  ])('takes no denial for an ailment: "%s"', (text) => {
    expect(idsOf([text])).toEqual([]);
  });

  it.each([
    'My wife is pregnant',
    'She is pregnant',
    'My pregnant wife loves walks',
    'I cook for my wife who is allergic to nuts',
    'Жена беременна',
    'Беременна сестра',
    'У мамы болит колено',
    'Болит колено у мамы',
    'Мама жалуется. Колено болит.',
    'My mother has a bad knee',
    'My dad’s knee hurts',
    'У сына аллергия на орехи',
    'Аллергия на орехи у сына',
    'My daughter is vegan',
    'Кошке нельзя молоко',
    'У Маши болит спина',
    'Anna is allergic to fish',
    'Ann’s knee hurts',
    'У тебя болит колено?',
    'My client is pregnant',
    'Упражнения для тех, у кого больные колени',
    'Something for people with bad knees',
    'Йога для беременных',
    'My friend has a bad back and cannot eat nuts',
  ])('takes nobody else for the person: "%s"', (text) => {
    expect(idsOf([text])).toEqual([]);
  });

  it.each([
    ['У мамы болит колено, а у меня спина болит', 'bad-back'],
    ['I have a bad knee, my wife is pregnant', 'bad-knee'],
    ['У меня нет аллергии на орехи, но болит колено', 'bad-knee'],
    ['Not allergic to nuts, but my back hurts', 'bad-back'],
    ['My wife is vegan. I have a bad knee.', 'bad-knee'],
  ])('hears of "%s" what is of the person alone', (text, rule) => {
    expect(idsOf([text])).toEqual([rule]);
  });

  it.each([
    'Аллергия на кошек, люблю молоко',
    'Болит голова, а колено в порядке',
    'Проблемы нашего поколения',
    'Проблемы с коленвалом',
    'Мойка высокого давления',
    'The hotel has a back door with a bad lock',
    'I avoid the motorway, it drives me nuts',
    'Find vegan leather shoes',
    'Хочу веганский торт',
    'Bee pollen, 200 g',
    'Диабетическое печенье',
  ])('is not led astray by words that sound alike: "%s"', (text) => {
    expect(idsOf([text])).toEqual([]);
  });

  it.each([
    'Tea towel',
    'Tea tree oil',
    'Green tea shampoo',
    'Шампунь «Зелёный чай»',
    'Ложка для чая',
    'Чашка чайная',
    'Насос велосипедный',
    'Насос для велосипеда',
    'Замок на велосипед',
    'Детский велосипед',
    'Bicycle pump',
    'Cycling helmet',
    'Salmon pink T-shirt',
    'Cat food with salmon',
    'Корм с лососем',
    'Сельдерей',
    'Oatmeal soap',
    'Yoga mat bag',
    'Массажный ролик для лица',
    'Notebook sleeve',
    'Билет на просмотр матча',
    'Обложка для ежедневника',
    'Coconut water shampoo',
  ])('takes no other thing for what it is named after: "%s"', (name) => {
    expect(idsOf([], [name])).toEqual([]);
  });

  it.each([
    ['Колено больше не болит'],
    ['My knee has healed'],
    ['My knee is no longer sore'],
    ['Купил больше наколенников'],
    ['A teacher painted my knee for fun'],
    ['Я не люблю танцевать, хотя люблю танцы по телевизору'],
    ['Электрический чайник'],
    ['Я больше не веган'],
  ])('hears no rule in "%s"', (text) => {
    expect(idsOf([text], [text])).toEqual([]);
  });

  it('takes a sentence for itself: what healed takes nothing back of what hurts', () => {
    expect(idsOf(['My knee has healed. My lower back hurts.'])).toEqual(['bad-back']);
  });

  it('holds a rule once, however often it was said', () => {
    expect(idsOf(['A bad knee', 'Болит колено'])).toEqual(['bad-knee']);
  });

  it('makes high-impact movement far less likely for a bad knee and leaves the rest alone', () => {
    const hints = findHints({ memories: ['I have a bad knee'], purchases: [] });
    for (const task of tasks) {
      const hard = task.traits.includes('high_impact') || task.traits.includes('knee_load');
      expect(weightOf(task, hints), task.id).toBe(hard ? 0.005 : 1);
    }
  });

  it('names a lowering hint with the task chosen instead, and a raising one with the task it raised', () => {
    const hints = findHints({ memories: ['I have a bad knee'], purchases: ['Road bicycle'] });
    const [hiit, cycling, walk] = ['hiit', 'cycling', 'brisk-walk'].map((id) =>
      tasks.find((task) => task.id === `movement-${id}`)!,
    );
    const behind = (task: typeof hiit) =>
      hintsBehind(task!, [hiit!, cycling!, walk!], hints).map(({ id }) => id);
    expect(behind(cycling)).toEqual(['bad-knee', 'has-a-bicycle']);
    expect(behind(walk)).toEqual(['bad-knee']);
    expect(behind(hiit)).toEqual([]);
  });

  it('without knowing leaves alone what may harm anybody, and says nothing of the person', () => {
    const hints = carefulHints();
    for (const id of ['movement-hiit', 'nutrition-nuts-and-fruit', 'recovery-cold-shower'])
      expect(
        weightOf(
          tasks.find((task) => task.id === id)!,
          hints,
        ),
        id,
      ).toBeLessThan(0.01);
    expect(hints.filter(({ weight, reason }) => weight > 1 || reason !== null)).toEqual([]);
  });

  it('has rules of unique names that speak of tasks that exist, and every trait has a rule', () => {
    expect(new Set(hintRules.map(({ id }) => id)).size).toBe(hintRules.length);
    const carried = new Set(tasks.flatMap(({ traits }) => traits));
    const ruled = new Set(hintRules.flatMap(({ traits }) => traits));
    expect(ruled).toEqual(carried);
  });
});
