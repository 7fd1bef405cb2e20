import { normalizePhrase } from '../../shared/macros/index.ts';
import { isTimeZone } from '../../shared/profile/index.ts';

/** Cities by the names that Russian speakers give them; the zone's own name covers the rest. */
const cities: Readonly<Record<string, string>> = {
  москва: 'Europe/Moscow',
  мск: 'Europe/Moscow',
  msk: 'Europe/Moscow',
  питер: 'Europe/Moscow',
  спб: 'Europe/Moscow',
  'санкт петербург': 'Europe/Moscow',
  казань: 'Europe/Moscow',
  'нижний новгород': 'Europe/Moscow',
  сочи: 'Europe/Moscow',
  краснодар: 'Europe/Moscow',
  'ростов на дону': 'Europe/Moscow',
  воронеж: 'Europe/Moscow',
  калининград: 'Europe/Kaliningrad',
  самара: 'Europe/Samara',
  саратов: 'Europe/Saratov',
  волгоград: 'Europe/Volgograd',
  екатеринбург: 'Asia/Yekaterinburg',
  челябинск: 'Asia/Yekaterinburg',
  пермь: 'Asia/Yekaterinburg',
  уфа: 'Asia/Yekaterinburg',
  тюмень: 'Asia/Yekaterinburg',
  омск: 'Asia/Omsk',
  новосибирск: 'Asia/Novosibirsk',
  томск: 'Asia/Tomsk',
  красноярск: 'Asia/Krasnoyarsk',
  иркутск: 'Asia/Irkutsk',
  якутск: 'Asia/Yakutsk',
  хабаровск: 'Asia/Vladivostok',
  владивосток: 'Asia/Vladivostok',
  минск: 'Europe/Minsk',
  алматы: 'Asia/Almaty',
  астана: 'Asia/Almaty',
  ташкент: 'Asia/Tashkent',
  бишкек: 'Asia/Bishkek',
  тбилиси: 'Asia/Tbilisi',
  ереван: 'Asia/Yerevan',
  баку: 'Asia/Baku',
  киев: 'Europe/Kiev',
  рига: 'Europe/Riga',
  вильнюс: 'Europe/Vilnius',
  таллин: 'Europe/Tallinn',
  белград: 'Europe/Belgrade',
  стамбул: 'Europe/Istanbul',
  дубай: 'Asia/Dubai',
  'тель авив': 'Asia/Jerusalem',
  берлин: 'Europe/Berlin',
  париж: 'Europe/Paris',
  лондон: 'Europe/London',
  лиссабон: 'Europe/Lisbon',
  'нью йорк': 'America/New_York',
  'лос анджелес': 'America/Los_Angeles',
  бангкок: 'Asia/Bangkok',
  пекин: 'Asia/Shanghai',
  токио: 'Asia/Tokyo',
};

let byCity: Map<string, string> | undefined;

/** The time zone that a text names: by its own name, a city, or hours from UTC. */
export function readTimeZone(text: string): string | undefined {
  const said = text.trim();
  if (said.includes('/') || /^utc$/i.test(said)) return isTimeZone(said) ? canonical(said) : undefined;
  const hours = /^(?:utc|gmt|мск)?\s*([+−–-])\s*(\d{1,2})(?::?00)?$/iu.exec(said);
  if (hours) return fromHours(said, hours);
  const place = normalizePhrase(said);
  if (Object.hasOwn(cities, place)) return cities[place];
  byCity ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      normalizePhrase((zone.split('/').at(-1) ?? '').replaceAll('_', ' ')),
      zone,
    ]),
  );
  return byCity.get(place);
}

function fromHours(said: string, [, sign, digits]: RegExpExecArray): string | undefined {
  const moscow = /^мск/iu.test(said) ? 3 : 0;
  const offset = (sign === '+' ? 1 : -1) * Number(digits) + moscow;
  if (offset === 0) return 'UTC';
  // Zones of whole hours count westward from Greenwich.
  const zone = `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  return isTimeZone(zone) ? zone : undefined;
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
}
