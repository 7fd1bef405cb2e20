const english = [
  'zero|ones?|once|two|twice|three|thrice|four|five|six|seven|eight|nine|ten|eleven|twelve',
  '(?:thir|four|fif|six|seven|eigh|nine)teen(?:th)?',
  '(?:twen|thir|for|fif|six|seven|eigh|nine)(?:ty|ties|tieth)',
  '(?:hundred|thousand|million)(?:s|th)?|dozens?|couple|pair|both|percent',
  'half|halves|halved|doubled?|tripled?|quarters?|thirds?',
  'second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth',
];
// Four and five begin like Thursday and Friday, the second like Tuesday.
const russian = [
  'ноль|нол[яюе]м?|нул\\p{L}+|один|одн(?:а|о|и|у|ой|ою|ого|ому|ом|им|их|ими)|одиннадцат\\p{L}*',
  'дв(?:а|е|ое|оих|оим|оими|ум|умя)|двух\\p{L}*|два(?:дцат|жды)\\p{L}*|двенадцат\\p{L}*|двест\\p{L}*|двойн\\p{L}*',
  'втор(?!ник)\\p{L}*|вдв[ое]\\p{L}*|удво\\p{L}*|об(?:а|е|оих|еих|оим|еим|оими|еими)',
  'три|тре[хм]\\p{L}*|трем|тремя|тро(?:е|их|им|ими)|трижды|три(?:дцат|надцат|ст)\\p{L}*|трет\\p{L}+|втр(?:ое|оем)|утро(?:ил|ен)\\p{L}*',
  'четыр\\p{L}*|четвер(?!г)\\p{L}*|пят(?!ниц|к|н[аоуы](?!дцат))\\p{L}*|шест(?!ву|ви)\\p{L}*',
  'сем(?:ь|и|ью|еро|ерых|ером)|семнадцат\\p{L}*|сем[ьи]десят\\p{L}*|семьсот|седьм\\p{L}*',
  'вос[еь]м\\p{L}*|девят\\p{L}*|девяност\\p{L}*|десят\\p{L}*|сорока?|ст[оа]|сот(?:н|ы)\\p{L}*|тысяч\\p{L}*|миллион\\p{L}*',
  'полтор\\p{L}*|половин\\p{L}*|дюжин\\p{L}*|пар[ауыеой]{1,2}|процент\\p{L}*',
];
const number = new RegExp(`\\p{N}|(?<!\\p{L})(?:${[...english, ...russian].join('|')})(?!\\p{L})`, 'iu');

/** Whether a text names any number, in figures or in words, in Russian or English; in doubt it does. */
export function namesNumber(text: string): boolean {
  return number.test(text.toLowerCase().replaceAll('ё', 'е'));
}
