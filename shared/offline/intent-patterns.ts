import type { Intent } from './schema.ts';
import { inside, whole } from './match-words.ts';

const being =
  'бот|робот|человек|живой|живая|живое|настоящий|настоящая|машина|программа|ии|ai|нейросеть|нейронка|нейросетка|' +
  'искусственный интеллект|модель|языковая модель|чат ?бот|(?:чат |chat ?)?gpt|чат ?джипити|гпт|чат ?гпт|дворецкий';
const beingEn =
  'bot|robot|human|human being|person|ai|machine|program|computer|language model|model|llm|chat ?bot|chat ?gpt|gpt|' +
  'artificial intelligence|butler|alfred|alive|real';

/** Messages that are told by their form alone; the first that matches decides. */
export const intentPatterns: readonly (readonly [Intent, RegExp])[] = [
  [
    'danger',
    inside(
      'не хочу (?:больше )?жить|покончить с собой|покончу с собой|убить себя|убью себя|суицид|самоубийств\\S*',
      'kill myself|end my life|want to die|suicide|suicidal|hurt myself',
    ),
  ],
  [
    'who',
    whole(
      '(?:ты|вы) (?:кто|что)(?: ты| вы)?(?: (?:такой|такая|такое|такие|есть|вообще|будешь))*',
      '(?:кто|что) (?:же )?(?:ты|вы)(?: (?:такой|такая|такое|такие|есть|вообще|будешь|на самом деле))*',
      'кто (?:это|со мной|тут|здесь|на связи)(?: (?:говорит|пишет|отвечает|разговаривает|со мной))*',
      'с кем (?:это )?я (?:сейчас |вообще )?(?:говорю|разговариваю|общаюсь|переписываюсь|имею честь)',
      'как (?:тебя|вас|к тебе|к вам) (?:зовут|звать|величать|величают|обращаться|называть)',
      '(?:как )?(?:твое|ваше) имя|(?:какое )?у (?:тебя|вас) (?:есть )?имя|представ(?:ься|ьтесь)',
      '(?:немного |что нибудь |подробнее )?(?:о|про) (?:себе|себя)',
      `(?:а )?(?:ты|вы)(?: (?:ли|же|случайно|не|разве|точно|правда|вообще|это|просто|все таки))* (?:${being})(?: (?:или|что ли|да|правда).*)?`,
      `(?:бот|робот|человек|нейросеть|ии)(?: ли)? (?:ты|вы)(?: или .*)?`,
      '(?:на )?(?:какой|какая|какую|что за)(?: (?:ты|вы|у тебя|у вас|языковой|языковая|языковую|сейчас))* (?:модель|модели|нейросеть|нейросети|нейросеть|движке|движок)(?: (?:ты|вы|работаешь|работаете|используешь|используете|у тебя|у вас|внутри|стоит|тебя))*',
      '(?:ты|вы) (?:работаешь|работаете) (?:на (?:какой|чем).*|с моделью|без модели)|на чем (?:ты|вы) (?:работаешь|работаете)',
      'кто (?:тебя|вас) (?:создал|сделал|написал|придумал|разработал)',
      '(?:есть|подключена|работает)(?: ли)?(?: у тебя| у вас)? (?:языковая )?модель',
      'who (?:are|r) (?:you|u)(?: exactly| really)?|(?:what|who) exactly are you|(?:who|what) you (?:are|really are)|what are you(?: exactly| really)?',
      'who(?:s| is) (?:this|there|that)|who am i (?:talking|speaking|chatting|writing|texting) (?:to|with)',
      '(?:whats|what is) your name|your name|what (?:should|do|can|may|shall) i call you|do you have a name',
      `(?:so )?are you(?: (?:really|actually|just|even|still|maybe|like|perhaps))* (?:a |an |the )?(?:real |actual |living )?(?:${beingEn})(?: (?:or|too).*)?`,
      'introduce yourself|(?:something |more |a bit )?about yourself|describe yourself',
      '(?:which|what) (?:(?:ai|language|llm|kind of|sort of) )*(?:model|llm|ai)(?: (?:are|is|do|you|use|using|this|it|running|run|on|behind|powers|powered|by))*',
      'who (?:made|created|built|wrote|designed) you|(?:is|are) (?:there |you using |you running on |you connected to )?(?:a |any |the )?(?:language )?model(?: connected)?',
    ),
  ],
  [
    'can',
    whole(
      'что (?:ты|вы)(?: (?:вообще|еще|тут|здесь|реально|сейчас))* (?:умеешь|умеете|можешь|можете|делаешь|делаете)(?: делать| для меня)*',
      'что (?:умеешь|можешь|умеете|можете)(?: ты| вы)?(?: делать)?',
      'чем (?:ты |вы )?(?:(?:можешь|можете|сможешь|сможете) )?(?:мне )?(?:быть )?(?:полез(?:ен|на|ны)|помочь|помогаешь|помогаете|занимаешься|занимаетесь)(?: мне)?',
      '(?:какие|каковы)(?: (?:у тебя|у вас|твои|ваши|есть))* (?:возможности|функции|команды|умения|навыки|способности)(?: (?:есть|у тебя|у вас))*',
      '(?:твои |ваши |список |все )?(?:возможности|команды|функции|помощь|справка|справку|хелп|меню|инструкция|инструкцию|навыки)',
      'как (?:тобой|вами|этим|с тобой|с вами) (?:пользоваться|работать|общаться)|как (?:ты|вы|это) (?:работаешь|работаете|работает|устроен)',
      '(?:помоги|помогите|помочь|help)(?: мне| me)?|нужна (?:твоя |ваша )?помощь|что (?:тут|здесь) (?:можно )?(?:делать|есть)',
      '(?:зачем|для чего) (?:ты|вы)(?: (?:нужен|нужны|мне|вообще))*',
      'what (?:can|could|do) you(?: (?:actually|even|really))? (?:do|help(?: me)? with|offer)(?: for me)?|what else can you do',
      'how (?:can|could|do|may) you (?:help|assist|be of help|be of use)(?: me)?|i need (?:some |your )?help',
      '(?:your |the |all )*(?:features|commands|abilities|capabilities|functions|options|menu)',
      'what are (?:your|the) (?:features|commands|abilities|capabilities|skills|functions|options)|what are you (?:capable of|good at|for|able to do)',
      'how (?:do|does|can) (?:you|this|it|i use you|i use this|i use it)(?: work)?',
    ),
  ],
  [
    'name',
    whole(
      'как (?:же )?(?:меня|мое|мне) (?:зовут|звать|величать|имя)|(?:какое |что за )?(?:у меня |мое )имя(?: какое)?',
      '(?:ты |вы )?(?:помнишь|знаешь|помните|знаете)(?: ли)?(?: ты| вы)? (?:как меня зовут|мое имя)|как (?:ты|вы) меня (?:зовешь|называешь|зовете|называете)',
      '(?:whats|what is) my name|my name|(?:do you |can you )?(?:know|remember|recall)(?: what)? my name(?: is)?|what do you call me',
    ),
  ],
  [
    'talk',
    whole(
      '(?:о чем|про что|что) (?:это )?мы(?: с тобой| с вами)?(?: (?:вчера|сегодня|недавно|раньше|до этого|только что|тут|в прошлый раз|в последний раз|последний раз))* (?:говорили|беседовали|разговаривали|общались|болтали|обсуждали)(?: (?:с тобой|с вами|вчера|сегодня|недавно|раньше|до этого|только что|в прошлый раз|в последний раз|последний раз))*',
      'на чем (?:это )?мы(?: с тобой| с вами)?(?: (?:вчера|в прошлый раз|тогда))? (?:остановились|закончили|прервались)|о чем (?:был|шел|шла) (?:наш |у нас )?(?:разговор|речь|беседа)',
      'что я(?: тебе| вам)? (?:только что|последнее|последним|в последний раз|сейчас) (?:сказал|сказала|говорил|говорила|написал|написала)|что было в прошлый раз',
      'what did we (?:talk|speak|chat|discuss|say|talk about|speak about|chat about|talk of)(?: (?:about|last time|last|yesterday|today|before|earlier|recently|just|now|the last time))*',
      'where (?:did we|were we|we)(?: (?:leave off|stop|left off|stopped))?|what were we (?:talking|discussing|saying|chatting)(?: about)?',
      'what was (?:our last (?:conversation|chat|talk)|the last thing i said)(?: about)?|what did i (?:just|last) say|what did i say (?:last|just now)',
    ),
  ],
  ['known', whole('кто я(?: (?:такой|такая|для тебя|по твоему|вообще|есть))*', 'who am i(?: to you)?')],
  [
    'bye',
    whole(
      'пока(?: пока)?|до (?:свидания|скорого|скорой|скорой встречи|встречи|завтра|связи|вечера|понедельника)|всего (?:доброго|хорошего|наилучшего)',
      'прощай(?:те)?|счастливо(?: оставаться)?|бывай(?:те)?|бай|удачи|(?:good)? ?bye(?: bye| for now)?|see (?:you|ya)(?: later| soon| tomorrow| around)?|farewell|later|take care|so long|ttyl|cheerio',
    ),
  ],
  [
    'night',
    whole(
      '(?:спокойной|доброй) ночи|сладких снов|спокойной|good ?night|sleep well|(?:я |все я )?(?:пошел|пошла|иду) спать|im off to bed',
    ),
  ],
  [
    'language',
    whole(
      '(?:давай |можно |лучше |теперь |отныне )*(?:(?:говори|отвечай|пиши|перейди|переходи|общайся|говорить|поговорим|отвечать|перейдем)(?:те)? )?(?:со мной |мне |пожалуйста |теперь |только |лучше )*(?:на |по )(?:английск|русск)\\S*(?: язык\\S*)?',
      '(?:(?:can|could|will) you |let us |lets )?(?:(?:please )?(?:speak|talk|answer|reply|respond|write|switch|continue)(?: with me| to me)? )?(?:only )?(?:in |to )?(?:english|russian)(?: only| from now on| now)?',
    ),
  ],
  [
    'how',
    whole(
      'как (?:же )?(?:твои |ваши |у тебя |у вас )?(?:дела|делишки|жизнь|настроение|успехи|здоровье|самочувствие|поживаешь|поживаете|сам|сама|ты|вы|оно|живешь|спалось|день)(?: (?:твои|ваши|у тебя|у вас|сегодня|вообще|сам|там|прошел|проходит|поживаешь|поживаете))*',
      '(?:ты|вы) как|что (?:у тебя |у вас )?(?:нового|новенького|хорошего)|ч[ео] как',
      'how (?:are|r) (?:you|u|things|we)(?: (?:doing|today|going|feeling|then|keeping))*|hows (?:it going|life|things|everything|your day(?: going)?)|how is (?:it going|life|everything|your day)|how do you do|how have you been|how goes it|(?:whats|what is) (?:up|new)|(?:are )?you (?:ok|okay|all right|alright|well|good)',
    ),
  ],
  [
    'presence',
    whole(
      '(?:ты|вы) (?:еще )?(?:тут|здесь|на месте|на связи|там|не спишь|не спите|меня слышишь|слышишь|слышишь меня)|алл?о|ау|есть (?:тут )?кто(?: нибудь| живой)?|слышишь меня|прием|проверка(?: связи)?|тест|пинг',
      'are you (?:still )?(?:there|here|awake|online|around)|(?:is )?any(?:one|body) (?:there|here|home)|(?:you|still) there|can you hear me|hear me|ping|test|testing',
    ),
  ],
  [
    'praise',
    whole(
      '(?:ты|вы) (?:очень |просто |настоящий |такой )?(?:молодец|молодцы|умница|умный|лучший|лучшая|чудо|прелесть|прекрасен|хорош|хороший|крутой|супер|гений|золото)|молодец|умница|браво|люблю тебя|я (?:тебя|вас) (?:люблю|обожаю)|хорошая работа|отличная работа|ты мне нравишься',
      '(?:you are|youre|you re) (?:(?:the|a|so|very|such|really) )*(?:best|great|good|awesome|amazing|wonderful|kind|clever|smart|genius|brilliant|star|nice)(?: (?:butler|bot|help|helper))?|(?:good|great|nice|excellent) (?:job|work|bot|butler)|well done|bravo|(?:i )?love you|i like you',
    ),
  ],
  [
    'blame',
    whole(
      '(?:ты|вы) (?:очень |просто |такой |какой то |совсем |полный )?(?:дурак|тупой|глупый|идиот|бесполезен|бесполезный|бесполезная|плохой|ужасен|ужасный|отстой|надоел|достал|тормоз)|дурак|тупой(?: бот)?|идиот|тупица|плохой бот|заткнись|отстань|отвали|какой ты (?:тупой|глупый|бесполезный)',
      '(?:you are|youre) (?:(?:a|an|so|very|such|really|totally) )*(?:stupid|useless|dumb|bad|terrible|awful|idiot|annoying|worthless|rubbish)(?: (?:bot|butler|machine))?|stupid(?: bot)?|idiot|bad bot|shut up|you suck|useless|go away',
    ),
  ],
  [
    'sorry',
    whole(
      '(?:ой |прошу )?(?:извини|извините|прости|простите|прощения|пардон|сорри|прошу прощения|виноват|виновата)(?: меня| за .*)?',
      '(?:im |i am |oh |so )*(?:sorry|my bad|apologies|pardon(?: me)?|excuse me|i apologi[sz]e)(?: (?:about|for) .*)?',
    ),
  ],
  [
    'yes',
    whole(
      '(?:(?:да|ага|угу|ок|окей|ладно|ладненько|хорошо|понятно|понял|поняла|ясно|ясненько|отлично|супер|класс|классно|круто|здорово|замечательно|прекрасно|великолепно|чудесно|договорились|принято|идет|годится|неплохо|ого|вау|ничего себе|ну да|конечно|разумеется|верно|точно|согласен|согласна|yes|yeah|yep|yup|ok|okay|k|sure|fine|great|cool|nice|awesome|perfect|wonderful|good|very good|got it|understood|alright|all right|i see|right|wow|indeed|of course|exactly|agreed|lovely|excellent|then|тогда)(?: |$))+',
    ),
  ],
  [
    'no',
    whole(
      'нет|не|неа|не надо|не нужно|не хочу|нет спасибо|no|nope|nah|no thanks|no thank you|never ?mind|не ?важно|забей|ничего|nothing',
    ),
  ],
  [
    'joke',
    whole(
      '(?:(?:какую|какой) нибудь |любую |любой |одну |еще |хорошую |хороший |знаешь )*(?:шутку|шутка|анекдот|анекдоты|шутки)(?: .*)?|пошути(?:те)?|рассмеши(?:те)?(?: меня)?|развесели(?:те)?(?: меня)?|что (?:нибудь|то) (?:смешное|веселое|забавное)',
      '(?:a |another |some |one |know )*(?:joke|jokes|something funny)(?: .*)?|make me (?:laugh|smile)|do you know (?:a|any) (?:good )?jokes?|say something funny',
    ),
  ],
];
