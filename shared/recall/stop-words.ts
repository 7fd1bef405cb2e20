/** Words that say how a thing is said or asked and not what it is about; after lower case and ё=е. */
const english = `
a an the this that these those and or but nor so yet if then else than because as while until although though
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
herself it its itself they them their theirs themselves one someone somebody something anyone anybody anything
everyone everybody everything nobody nothing
am is are was were be been being do does did doing done have has had having will would shall should can could may
might must ought
in on at by for with about against between into through during before after above below to from up down out off
over under again further of onto upon within without along across around near since toward towards via
who whom whose which what when where why how here there
not no yes yeah yep nope ok okay oh ah wow hey hi hello well please thanks thank sure
all any both each few more most other others some such only own same too very just also even still ever really
quite rather pretty much many lot lots bit kind sort like
get got gets getting let lets go goes going gonna wanna want wants
now once already always never often sometimes
im ive id ill youre youve youll youd hes shes theyre theyve theyll weve well wed itll dont doesnt didnt isnt arent
wasnt werent cant cannot couldnt wont wouldnt shouldnt hasnt havent hadnt aint thats whats wheres whos heres theres
tell told remind remember know say said says mention mentioned talk talked`;

const russian = `
и а но или либо да нет не ни же ли бы б то что чтобы если хотя когда пока потому поэтому так как будто словно чем
я меня мне мной мною мы нас нам нами ты тебя тебе тобой вы вас вам вами он его ему им нем она ее ей ею ней оно они их
ими них себя себе собой
мой моя мое мои моего моей моему моем моих моим моими мою наш наша наше наши нашего нашей нашу наших нашим твой твоя
твое твои твоего твоей твою твоих ваш ваша ваше ваши вашего вашей вашу ваших свой своя свое свои своего своей свою
своих своим своими
этот эта это эти этого этой этому этом эту этих этим этими тот та те того той тому том ту тех тем теми такой такая
такое такие такого такую таких
весь вся все всего всей всему всем всю всех всеми сам сама само сами самый самая самое самые каждый любой другой
другая другие
кто кого кому кем ком чего чему чем какой какая какое какие какого какую каких каким какими какому каком чей чья чье
чьи который которая которое которые которого которой которую которых которым где куда откуда почему зачем отчего
сколько насколько
в во на с со к ко у о об обо от до из изо за по под подо над перед передо при через для без про между около после
кроме ради вокруг среди возле из-за
есть был была было были быть буду будет будем будут будете будешь бывает
тут там здесь туда сюда сейчас теперь тогда потом уже еще тоже также только лишь даже вот вон ведь разве неужели
просто очень слишком совсем почти опять снова всегда никогда иногда часто
ну ага угу ой ах эх ок окей привет здравствуй здравствуйте пока спасибо пожалуйста конечно ладно хорошо
можно нужно надо мог могу может могут можешь можете хочу хочет хочешь хотел хотела
этак нибудь либо кто-то что-то как-то какой-то
скажи расскажи напомни помнишь помните знаешь знаете говорил говорила говорили сказал сказала упоминал упоминала`;

/** The words of both languages that recall neither indexes nor looks for. */
export const stopWords: ReadonlySet<string> = new Set(`${english} ${russian}`.split(/\s+/).filter(Boolean));
