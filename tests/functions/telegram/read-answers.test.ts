import { describe, expect, it } from 'vitest';
import {
  readArchetype,
  readLanguage,
  readSkip,
} from '../../../functions/telegram-worker/read-introduction.ts';
import { guessName, readName } from '../../../functions/telegram-worker/read-name.ts';
import { readTimeZone } from '../../../functions/telegram-worker/read-time-zone.ts';
import { isTimeZone } from '../../../shared/profile/index.ts';
import {
  cities,
  countries,
  oddOffsets,
  zoneNames,
} from '../../../functions/telegram-worker/time-zone-names.ts';

describe('a name', () => {
  it.each([
    ['I am John', 'John'],
    ['I’m John', 'John'],
    ["It's John", 'John'],
    ['Just John', 'John'],
    ['Call me John please', 'John'],
    ['Call me Ishmael', 'Ishmael'],
    ['Hi, my name is Ibrahim Khan', 'Ibrahim Khan'],
    ['john', 'John'],
    ['Я Анна', 'Анна'],
    ['Анна', 'Анна'],
    ['анна', 'Анна'],
    ['АННА', 'Анна'],
    ['Анна Каренина', 'Анна Каренина'],
    ['Аня 😊', 'Аня'],
    ['Аня))', 'Аня'],
    ['Просто Аня', 'Аня'],
    ['Зовите меня просто Лёша', 'Лёша'],
    ['Меня зовут Анна, приятно познакомиться', 'Анна'],
    ['Привет! Меня зовут Пётр, а вас?', 'Пётр'],
    ['меня зовут ибрагим', 'Ибрагим'],
    ['Моё имя — Мария-Луиза', 'Мария-Луиза'],
    ['Слава', 'Слава'],
    ['Меня Олег зовут', 'Олег'],
    ['Зейнаб меня зовут', 'Зейнаб'],
    ['Zed is my name', 'Zed'],
    ['Я Лев', 'Лев'],
  ])('is in «%s»', (text, name) => {
    expect(readName(text)).toBe(name);
  });

  it('is the account’s own, however it looks', () => {
    expect(readName('xX_zed_Xx', 'xX_zed_Xx')).toBe('xX_zed_Xx');
  });

  it.each([
    ...['Супер', 'Класс', 'Cool', 'Wow', 'Maybe', 'Серьёзно', 'Пиво', 'Ура!', 'слава', '😊', '', 'Спасибо'],
    ...['Зови меня завтра утром', 'Call me back later', 'Зовите меня как хотите', 'call me maybe'],
    ...['Меня зовут гулять', 'Меня зовут на ужин', 'Я устал', "I'm tired", "It's Monday", 'Я в Москве'],
    ...['Анна, расскажи анекдот', 'Анна завтра приедет', 'Анна?', 'Привет', 'Добрый день', 'Как меня зовут?'],
  ])('is not in «%s», nor is it guessed', (text) => {
    expect(readName(text)).toBeUndefined();
    expect(guessName(text)).toBeUndefined();
  });

  it('may be a capitalised word', () => {
    expect(readName('Зейнаб')).toBeUndefined();
    expect(guessName('Зейнаб')).toBe('Зейнаб');
    expect(guessName('зейнаб')).toBeUndefined();
  });
});

describe('no two cities', () => {
  it('of different times look the same in another case', () => {
    const zones = Object.entries({ ...countries, ...cities });
    for (const [name, zone] of zones)
      if (/[а-я]/.test(name)) expect([name, readTimeZone(`в ${name}е`)]).toEqual([name, zone]);
  });
});

describe('a language', () => {
  it.each([
    ['по-русски пожалуйста', 'ru'],
    ['Давай на русском', 'ru'],
    ['первый вариант', 'ru'],
    ['English please', 'en'],
    ['I prefer English', 'en'],
    ['2', 'en'],
    ['Do you speak English?', undefined],
    ['Расскажи анекдот по-русски', undefined],
    ['Русский язык сложный', undefined],
  ])('of «%s» is %s', (text, language) => {
    expect(readLanguage(text)).toBe(language);
  });
});

describe('an archetype', () => {
  it.each([
    ['1', 'foundation_builder'],
    ['первый вариант', 'foundation_builder'],
    ['the second one', 'transformation_seeker'],
    ['Мне ближе: улучшаю шаг за шагом', 'systematic_improver'],
    ['Going for the record', 'peak_performer'],
    ['последнее', 'connected_explorer'],
    ['7', undefined],
    ['Пойду спать', undefined],
    ['да', undefined],
  ])('of «%s» is %s', (text, archetype) => {
    expect(readArchetype(text)).toBe(archetype);
  });
});

describe('a time zone', () => {
  it.each([
    ['UTC+3', 'Etc/GMT-3'],
    ['-5', 'Etc/GMT+5'],
    ['utc плюс 3', 'Etc/GMT-3'],
    ['МСК+2', 'Etc/GMT-5'],
    ['UTC+5:30', 'Asia/Kolkata'],
    ['+0530', 'Asia/Kolkata'],
    ['GMT', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['New York', 'America/New_York'],
    ['NYC', 'America/New_York'],
    ['San Francisco', 'America/Los_Angeles'],
    ['Mumbai', 'Asia/Kolkata'],
    ['Saint Petersburg', 'Europe/Moscow'],
    ['Paris, France', 'Europe/Paris'],
    ['I live in London', 'Europe/London'],
    ['PST', 'America/Los_Angeles'],
    ['Pacific time', 'America/Los_Angeles'],
    ['CET', 'Europe/Berlin'],
    ['Москва', 'Europe/Moscow'],
    ['мск', 'Europe/Moscow'],
    ['Я в Москве', 'Europe/Moscow'],
    ['Московское время', 'Europe/Moscow'],
    ['живу в Нижнем Новгороде', 'Europe/Moscow'],
    ['Ростов-на-Дону', 'Europe/Moscow'],
    ['Екатеринбург', 'Asia/Yekaterinburg'],
    ['омское время', 'Asia/Omsk'],
    ['Киевское время', 'Europe/Kiev'],
    ['Москва (UTC+3)', 'Europe/Moscow'],
    ['Живу в Германии', 'Europe/Berlin'],
    ['Israel', 'Asia/Jerusalem'],
    ...['Какая погода в Москве?', 'В Москве дождь', 'Супер', 'Mars/Base', 'UTC+15', '7'].map((text) => [
      text,
      undefined,
    ]),
  ])('of «%s» is %s', (text, zone) => {
    expect(readTimeZone(text ?? '')).toBe(zone);
  });

  it('is one that exists, whatever its name', () => {
    for (const names of [cities, countries, zoneNames, oddOffsets])
      for (const zone of Object.values(names)) expect(isTimeZone(zone)).toBe(true);
    for (const place of ['Kyiv', 'Ho Chi Minh', 'Buenos Aires', 'Port-au-Prince'])
      expect(isTimeZone(readTimeZone(place) ?? '')).toBe(true);
  });
});

it('a question is passed over in so many words', () => {
  for (const text of ['Пропустить', 'не сейчас', 'Skip it!', 'later']) expect(readSkip(text)).toBe(true);
  for (const text of ['пропусти меня вперёд', 'next train?', 'нет']) expect(readSkip(text)).toBe(false);
});
