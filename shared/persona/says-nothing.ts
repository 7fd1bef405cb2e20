import { tokenize } from '../recall/index.ts';

/* Words that recall may look for, but that tell nothing of what someone likes: what is done, how, when and how much. */

const english = `
play use try see look watch hear feel think guess hope wish love hate enjoy prefer care mean seem become
make made take took bring put give gave keep kept find found lose lost call name ask answer show write wrote read quote
come came leave left start begin began stop end finish open close turn change move run walk sit stand stay wait live
buy bought sell pay cost spend eat drink sleep wake work help need learn teach build fix break check choose plan set
send meet happen follow add send speak understand explain suggest advise recommend believe decide
good better best bad worse worst great nice fine new old big small little large long short high low hot cold warm
easy hard fast slow early late next last first second third whole full empty right wrong true real main different
favourite favorite possible ready able free busy important interesting every enough less least almost maybe perhaps
thing stuff way part place time times day days today tonight tomorrow yesterday week weekend month year hour minute
morning evening afternoon night monday tuesday wednesday thursday friday saturday sunday
usually probably actually exactly quickly slowly recently finally daily
two three four five six seven eight nine ten hundred people person man woman guy user persona question problem`;

const russian = `
делать делаю делает сделать сделай дела дело любить люблю любит любят любила нравится нравятся понравилось играю играет
играть зовут звать назвать называется думаю думать считаю знаю знать вижу видеть смотрю смотреть слушаю слышал чувствую
работаю работает работать помоги помочь помогает купить купил купила покупаю продать стоит платить взять взял возьму
беру дай дать дал найти нашел ищу искать идти иду пойти пошел хожу ходить еду ехать поехать приехал прийти пришел
начать начал начинаю стать стал стало кончить закончить читаю читать пишу писать написать живу жить сплю спать ем есть
пью пить жду ждать забыл забыть понимаю понять посоветуй советуешь предложи подскажи объясни покажи поставь спроси
получается получилось хватает кажется бывает случилось происходит следует стоило
хороший хорошая хорошее хорошие лучше лучший лучшая плохо плохой новый новая новое новые старый старая старое большой
большая большое большие маленький маленькая долгий длинный короткий быстро медленно рано поздно легко трудно сложно
важно интересно возможно можно готов готова занят первый первая второй третий последний следующий целый полный
правильно точно скоро давно недавно много мало немного больше меньше несколько примерно вместе дома домой кстати
вещь вещи штука раз разы способ часть место время времени день дня дней дни днем сегодня завтра вчера неделя недели
неделю выходные месяц месяца год года лет час часа часов минута минут утро утром вечер вечером ночь ночью понедельник
вторник среда четверг пятница суббота воскресенье
один одна два две три четыре пять шесть семь восемь девять десять сто человек люди людей вопрос проблема`;

const empty: ReadonlySet<string> = new Set(tokenize(`${english} ${russian}`));

/** Endings of verbs and adjectives that hardly any noun has. */
const notOfNouns =
  /(?:[^e]ed|ться|тся|[аяеи]ешь|ишь|[аеуюя]ют|[аяеу]ет|ваю|аюсь|[оы]вать|[оы]вал[аи]?|[ое]го|[ое]му|[ыи]ми|ый|ые|ую)$/u;

/** Whether a word, in lower case, tells nothing of what someone likes; some nouns are taken for such words. */
export function saysNothing(word: string): boolean {
  const [stem] = tokenize(word);
  return stem === undefined || empty.has(stem) || (word.length > 4 && notOfNouns.test(word));
}
