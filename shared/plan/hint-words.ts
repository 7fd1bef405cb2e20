/* What the hint rules listen for, built of a few words each. */

const hear = (part: string) => new RegExp(part, 'iu');
const either = (one: string, other: string, gap: string) =>
  `(?:${one})${gap}(?:${other})|(?:${other})${gap}(?:${one})`;

const ails =
  '(?<!\\p{L})(?:(?:за|по|раз|при)?бол(?:ит|ят|ел(?!ь)|ел[аои]|еть|ь(?!ш|ниц)|и(?!т)|ива)|(?:по|при)?балива|травм|операци|разрыв|порва|перелом|вывих|растяж|потян|подверн|артроз|артрит|бурсит|протез|эндопротез|воспал|ноет|ноют|ломит|опух|от[её]к|сустав \\p{L}*болит|(?:hurt\\p{L}*|injur\\p{L}*|pain(?:s|ful)?|aches?|aching|surgery|torn|replace(?:d|ment)|arthritis|sprain\\p{L}*|swollen|swelling|problems?|troubles?|issues?|shot|sore|killing me)(?!\\p{L})|проблем|беспоко)';
const poor =
  '(?<!\\p{L})(?:(?:bad|weak|sore|wrecked|dodgy|stiff)(?!\\p{L})|плох(?:ое|ие|ая|им|ими|ой|их|ую)|больн(?:ое|ые|ая|ым|ыми|ой|ых|ую|ого)(?!\\p{L})|слаб(?:ое|ые|ая|ым|ыми|ой|ых|ую)|убит(?:ое|ые|ая)|разбит(?:ое|ые|ая))';

/**
 * A part of the body that is not well: what ails it is said near it, what it is like right
 * beside it; or what else says as much.
 */
export function unwell(part: string, ...besides: string[]): RegExp {
  const beside = either(part, poor, "\\p{L}*(?:[\\s]+[\\p{L}'’]+){0,2}[\\s:-]+");
  return hear([either(part, ails, '.{0,40}'), beside, ...besides].join('|'));
}

const cannotHave =
  "(?:аллерги|не перено[сш]|непереносим|нельзя|противопоказ|allerg|intoleran|(?<!\\p{L})avoid(?!\\p{L})|(?:cannot|can['’]?t|can not|must not|mustn['’]t) (?:eat|have|drink|stand|tolerate))";

/** A food that the person has to do without; or what else says as much. */
export function cannotEat(food: string, ...besides: string[]): RegExp {
  return hear([either(food, cannotHave, '.{0,40}'), ...besides].join('|'));
}

const ending =
  '(?:\\s*(?:$|[^\\p{L}\\s])|\\s+(?:since|for|and|but|so|now|too|as|at|by|from|who|because|diet|lifestyle|и|с|уже|почти|но|со|по|так|теперь|давно)(?!\\p{L}))';
const being =
  "(?:^[^\\p{L}\\d]*(?:is |a |strict )*|(?:am|['’]m|['’]re|(?:we|i) are|been|went|gone|turned|became|become|user is|customer is|as|follow|on|eat|mostly|strict|lifelong)\\s+(?:(?:a|an|the|fully|strictly|strict|now) )*)";

/** What somebody is, in each language, as against what a thing on a shelf is called. */
export function isOne({ ru, en }: { ru: string; en: string }): string {
  return `(?<!\\p{L})(?:${ru})(?!\\p{L})(?=${ending})|${being}(?:${en})(?!\\p{L})(?=${ending})`;
}

const packed =
  'a[456]|leaves|loose|leaf|with|in|from|powder|packs?|box|tin|can|cans|sachets?|blend|fillets?|steaks?|slices?|portions?|drink|organic|natural|flakes|dotted|lined|ruled|hardcover';

/** A thing that a product is: not what is for it, shaped like it or smells of it. */
export function isThing({ ru, en }: { ru: string; en: string }): RegExp {
  const russian = `(?<!(?<!\\p{L})(?:для|от|под|из|про) (?:\\p{L}+ )?)(?<!\\p{L})(?:${ru})(?!\\p{L})`;
  const english = `(?<!(?<!\\p{L})(?:for|like) (?:\\p{L}+ )?)(?<!\\p{L})(?:${en})(?=\\s*(?:$|[^\\p{L}\\s])|\\s+(?:${packed})(?!\\p{L}))`;
  return hear(`${russian}|${english}`);
}

/** What other things call themselves after what is eaten, drunk or ridden. */
export const otherThing =
  /шампун|(?<!\p{L})мыл[оа]|гел[ья](?!\p{L})|крем(?!\p{L})|свеч|маск[аи]|дух[иа]|аромат|футболк|носки|плать|краск|лосьон|бальзам|скраб|зубн|игруш|плюш|детск|полотен|кружк|чашк|ложк|сервиз|книг|открытк|постер|наклей|брелок|модель|корм|удочк|блесн|приманк|снаст|цвет[а ]|маляр|для лица|печень|футбол|хоккей|билет|насос|замок|шлем|(?<!\p{L})(?:soaps?|shampoo|candles?|cream|scent\p{L}*|perfume|t-?shirts?|shirts?|sweater|dress|socks|towels?|toys?|plush|mugs?|cups?|spoons?|books?|posters?|stickers?|lotion|balm|scrub|mist|spray|toothpaste|diffuser|colou?r|pink|paint\p{L}*|fac(?:e|ial)|cats?|dogs?|pets?|fishing|rod|lures?|keyring|model|kids|children['’]s|cookies?|stout|gb|ssd|inch|laptop)(?!\p{L})/iu;

/** A back, as against a door's or a return. */
export const aBack =
  '(?<!\\p{L})спин(?:а|е|ы|у|ой)(?!\\p{L})|поясни[цч]|позвоночник|(?<!\\p{L})(?:my|the|lower|upper|bad|sore|weak|stiff|hurt) back(?! (?:door|seat|row|yard|pocket|page|cover|to|in|from|at)(?!\\p{L}))(?!\\p{L})|(?<!\\p{L})back(?= (?:pain|ache|problem|trouble|issue|injur|surger))|(?<!\\p{L})spine(?!\\p{L})';
/** What only a back has. */
export const backAils =
  'грыж\\p{L}* (?:поясни|позвон|межпозв|диск)|межпозвон|радикулит|люмбаго|ишиас|протрузи|сколиоз|(?:slipped|herniated|bulging) dis[ck]|sciatica|scoliosis|lumbago|backache|(?<!\\p{L})(?:bad|sore|weak|stiff) back(?!\\p{L})';
