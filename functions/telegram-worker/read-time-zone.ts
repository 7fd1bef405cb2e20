import { normalizePhrase } from '../../shared/macros/index.ts';
import { isTimeZone } from '../../shared/profile/index.ts';
import { cities, countries, oddOffsets, zoneNames } from './time-zone-names.ts';

const regions = ['Europe', 'Asia', 'America', 'Africa', 'Australia', 'Pacific', 'Atlantic', 'Indian'];

const before =
  /^(?:я |мы )?(?:сейчас )?(?:живу |нахожусь |сижу )?(?:сейчас )?(?:в городе|город|из|во|в|по|часовой пояс|мой часовой пояс)\s*[:—–-]?\s+|^(?:(?:i live|im living|i am living|i am|im|i[’']m|we are|currently|based|living|now)\s+)*(?:in|from|at)\s+|^(?:my )?(?:time ?zone|city)(?: is)?\s*[:—–-]?\s+|^(?:часовой пояс|город|время)\s*[:—–-]?\s+/iu;
const after =
  /[\s,]+(?:(?:standard |daylight )?time(?: ?zone)?|время|времени|сейчас|now|please|пожалуйста|thanks|спасибо|city)$/iu;

let byStem: Map<string, string> | undefined;

/** The time zone that a text names: by its own name, a city, or hours from UTC. */
export function readTimeZone(text: string): string | undefined {
  let said = text
    .replace(/\p{Extended_Pictographic}/gu, '')
    .trim()
    .replace(/(?:\s*\([^()]*\))?[\s.!]*$/u, '');
  if (said.includes('/')) return isTimeZone(said) ? canonical(said) : undefined;
  for (let full = ''; full !== said;) {
    full = said;
    said = said.replace(before, '').replace(after, '');
  }
  const [, sign = '', hours = '', minutes = '0'] =
    /^(?:utc|gmt|мск|msk)?\s*([+−–-]|плюс|минус|plus|minus)\s*(\d{1,2})(?:[:.,]?(\d\d?))?\s*(?:h|hours?|ч|час(?:а|ов)?)?$/iu.exec(
      said,
    ) ?? [];
  if (hours !== '') return fromHours(said, sign, hours, minutes);
  // «Лондон, Англия» is still London.
  return zoneOf(said) ?? zoneOf(/^([^,]+),\s*\p{Lu}[\p{L}.]*(?: \p{Lu}\p{L}*)?$/u.exec(said)?.[1] ?? '');
}

function zoneOf(said: string): string | undefined {
  const place = normalizePhrase(said);
  if (place === '') return undefined;
  for (const names of [zoneNames, cities, countries]) if (Object.hasOwn(names, place)) return names[place];
  const city = said.trim().replaceAll(' ', '_');
  const zone = regions.map((region) => `${region}/${city}`).find(isTimeZone);
  if (zone !== undefined) return canonical(zone);
  byStem ??= new Map(Object.entries({ ...countries, ...cities }).map(([name, its]) => [stem(name), its]));
  if (!/\p{Script=Cyrillic}/u.test(place)) return undefined;
  // «Киевское» is of Киев, «омское» of Омск.
  const its = place.replace(/ое$|ому$/, '');
  return [place, its, its.replace(/ск$/, '')].map((one) => byStem?.get(stem(one))).find(Boolean);
}

/** «Москве» and «Москвы» are «Москва» too. */
function stem(place: string): string {
  return place.replace(/[аеёийоуыьюя]+(?= |$)/g, '');
}

function fromHours(said: string, sign: string, hours: string, minutes: string): string | undefined {
  const moscow = /^(?:мск|msk)/iu.test(said) ? 3 : 0;
  const part = /[.,]\d$/.test(said) ? Number(minutes) / 10 : Number(minutes) / 60;
  const offset = (/^(?:\+|плюс|plus)$/iu.test(sign) ? 1 : -1) * (Number(hours) + part) + moscow;
  if (offset === 0) return 'UTC';
  if (!Number.isInteger(offset)) return oddOffsets[String(offset)];
  // Zones of whole hours count westward from Greenwich.
  const zone = `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  return isTimeZone(zone) ? zone : undefined;
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
}
