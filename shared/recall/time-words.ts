const boundary = '(?<![\\p{L}\\p{N}])';
const times = [
  'yesterday|today|tonight|tomorrow|last|next|ago|week|weekend|month|year|recently|just|since|morning|evening',
  '(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october',
  'november|december',
  'вчера|позавчера|сегодня|завтра|послезавтра|назад|недел[яюие]|месяц\\p{L}*|год[ауе]?|недавно|только что|утр\\p{L}*',
  'вечер\\p{L}*|выходн\\p{L}*|прошл\\p{L}*|следующ\\p{L}*|понедельник\\p{L}*|вторник\\p{L}*|сред[ау]|четверг\\p{L}*',
  'пятниц\\p{L}*|суббот\\p{L}*|воскресень\\p{L}*|январ\\p{L}*|феврал\\p{L}*|март[ае]?|апрел\\p{L}*|ма[йея]|июн\\p{L}*',
  'июл\\p{L}*|август\\p{L}*|сентябр\\p{L}*|октябр\\p{L}*|ноябр\\p{L}*|декабр\\p{L}*|(19|20)\\d\\d',
].join('|');
const tellsTime = new RegExp(`${boundary}(${times})(?![\\p{L}\\p{N}])`, 'iu');

const askings = [
  'when|(what|which) (date|day|month|year|time)|how (long|often)',
  'когда|какого числа|как(ой|ого) д(ень|ня)|в как(ом|ой|ое) (году|месяце|день|время)|во сколько|как (долго|давно|часто)',
].join('|');
const asksTime = new RegExp(`${boundary}(${askings})(?![\\p{L}\\p{N}])`, 'iu');

/** Whether a text says when something is, was or will be. */
export function tellsWhen(text: string): boolean {
  return tellsTime.test(text);
}

/** Whether a question wants to know a time. */
export function asksWhen(question: string): boolean {
  return asksTime.test(question);
}
