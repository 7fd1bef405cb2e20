import type { russian } from './texts-ru.ts';

export const english: typeof russian = {
  help: (commands) =>
    'At your service. Write or say anything: I shall answer and remember.\n\n' +
    `${commands}\n\nIn groups I answer to my name and to replies to my messages.`,
  unknownCommand: 'I know no such errand. All that I can do is in /help.',
  nothingKept:
    'At your service: write or say anything, and I shall answer. But I am under orders to remember nothing here.',
  onlyPrivate: 'That is for your ears alone: write to me in private.',
  listening: 'I am listening.',
  unreadable: 'Charming, but I cannot make it out: I understand text and voice notes.',
  apology: 'I am sorry, there are temporary technical problems. Please try again later.',

  voiceOff: 'I cannot hear voice notes yet: nobody has given me ears. Would you write it, please?',
  voiceTooLong: (minutes) => `I listen to recordings of up to ${minutes} minutes. A shorter one, or text?`,
  voiceTooLarge: (megabytes) =>
    `A recording of more than ${megabytes} MB is beyond my strength. A shorter one, or text?`,
  voiceUnheard: 'I listened hard but made out no words. Once more, please, or in writing.',
  voiceFailed: 'My hearing fails me for the moment. Please try again a little later, or write.',

  welcome: (name) =>
    `${name ? `Good day, ${name}!` : 'Good day!'} I am Alfred, your butler: I remember, remind and am mildly ironic. ` +
    'A few questions by way of introduction. You may skip them (/skip), or simply get down to business.',
  welcomeBack: (name) =>
    `${name ? `Welcome back, ${name}.` : 'Welcome back.'} How may I help? All that I can do: /help. Should anything about you need changing:`,
  askName: 'How shall I address you?',
  callMe: (name) => `Call me ${name}`,
  askLanguage: 'In which language shall I answer?',
  askTimezone: 'Which time zone are you in? Name a city, or write e.g. Europe/London.',
  askArchetype: 'And lastly: what is closest to you at present?',
  skipOne: 'Skip',
  onboarded: (name) =>
    `${name ? `Thank you, ${name}.` : 'Thank you.'} That concludes the introductions; I am at your service.`,
  skipped: 'As you wish. All of it can be changed later: /start.',
  nothingToSkip: 'There is nothing to skip: I am all attention.',
  noted: (what) => `Noted: ${what}.`,
  leftAsIs: 'Very well, I leave it as it is.',
  steps: { name: 'Name', language: 'Language', timezone: 'Time zone', archetype: 'What is closest' },
  languages: { ru: 'Русский', en: 'English' },
  archetypes: {
    foundation_builder: 'Building a foundation',
    transformation_seeker: 'Looking for change',
    systematic_improver: 'Improving step by step',
    peak_performer: 'Going for the record',
    resilience_rebuilder: 'Getting my strength back',
    connected_explorer: 'Exploring with others',
  },
  zones: [
    ['London', 'Europe/London'],
    ['Berlin', 'Europe/Berlin'],
    ['Moscow', 'Europe/Moscow'],
    ['New York', 'America/New_York'],
    ['Los Angeles', 'America/Los_Angeles'],
    ['Singapore', 'Asia/Singapore'],
  ],

  memoryEmpty: 'Next to nothing as yet: we have only just met. Tell me something, and I shall remember.',
  memoryTitle: 'Here is what I know and remember about you.',
  memoryFacts: {
    name: 'Name',
    timezone: 'Time zone',
    archetype: 'Closest at present',
    domain: 'Fields',
    techStack: 'Tools',
    preferredTopics: 'Favourite topics',
  },
  memorySummary: 'In short:',
  memoryLatest: 'What you said last:',

  whyNothing: 'I have not answered you here yet, so there is nothing to explain.',
  whyTitle: (model) =>
    model === 'offline'
      ? 'The last answer was made without a model: from rules, your profile and memory.'
      : `The last answer was made by the model ${model}.`,
  whyTotal: (total, ceiling) => `The prompt had ${total} tokens of ${ceiling}:`,
  whySections: {
    persona: 'character and manner',
    userPreferences: 'your preferences',
    currentContext: 'what you are at',
    memories: 'memories',
    userPersona: 'your portrait',
    summary: 'summary of the conversation',
    window: 'what was said last',
    message: 'the message itself',
    framing: 'markup',
  },
  whyDropped: 'What did not fit:',
  whyEvidence: 'It rests on what was said:',
  whyNoEvidence: 'It rests on no earlier conversation.',

  planButtons: {
    done: (number) => `Done ${number}`,
    skip: (number) => `Skip ${number}`,
    other: (number) => `Another ${number}`,
  },
  planModes: 'Tell me how much strength you have: /plan high, /plan medium or /plan low.',
  planPast: 'That plan is of another day. Today’s: /plan',
  planChanged: 'The plan has changed since; this is how it stands.',
  alreadyNoted: 'I have that on record already.',
  alreadyNotedOf: (numbers) => `On record already: ${numbers}.`,
  rated: (number, rating) => `Task ${number}: rated ${rating} out of 5.`,
  swapped: 'Here is another.',
  noOther: 'There is no other just now, I am afraid.',
  noSuchTask: (number) => `The plan has no task number ${number}.`,
  doneHelp:
    'What is done? Give me its number: /done 2, or several with commas: /done 2, 3. A rating from 1 to 5 follows a blank: /done 2 5 is task two, rated five.',
  skipHelp:
    'What shall we skip? Give me its number and, if you like, why: /skip 2 no time. Several with commas: /skip 2, 3.',
  restOn: 'Rest well: nothing is required of you today.',
  restHelp:
    'I mark rest for today alone: /rest. Should you change your mind, /rest off. So far I have changed nothing.',
  restOff: 'Very well, a day like any other.',
  feedbackOff: 'I am under orders to take no word on tasks at present.',
  weekOff: 'I am under orders not to look back on weeks at present.',

  macroHelp:
    'A macro is a phrase at which I do what was agreed.\n\n' +
    '/macro add good morning = make a plan for the day\n' +
    '/macro add what happened | remind me = !recall yesterday; sum it up\n' +
    '/macro list\n/macro delete 1\n\n' +
    'Phrases are divided by |, steps by ;, and ! begins a skill (the skill !skills says which there are).',
  macroEmpty: 'There are no macros yet. To add one: /macro add phrase = what to do',
  macroList: (lines) => `Your macros:\n${lines}`,
  macroAdded: (phrase) => `Noted. Say “${phrase}”, and it shall be done.`,
  macroDeleted: (phrase) => `The macro “${phrase}” is no more.`,
  macroUnknown: 'I have no such macro. The numbers: /macro list',
  macroRefused: (reasons) => `I cannot keep it like that: ${reasons}.`,
  macroRules: {
    most: 'there may be at most twenty macros',
    taken: 'there is a macro for this phrase already',
    loop: 'the macro would lead back to itself',
    skill: (skills) => `there is no such skill; there are ${skills}`,
    other: 'a phrase has up to 100 characters, an action up to 1000, and there are up to ten steps',
  },

  linkHelp: 'The app shows a code for linking. Send it like this: /link CODE',
  linked: 'Done: now we know each other here and in the app. Past conversations will soon be in one place.',
  linkedAlready: 'This account is linked with the app already.',
  linkUnknown:
    'There is no such code, or it has expired: a code lives for ten minutes. Get a new one in the app.',
  linkTaken: 'This account is linked with another person. First let it go in the app.',
  linkTooMany: 'Too many attempts. Please try again in ten minutes or so.',

  exportReady: 'Here is everything that is kept about you.',
  exportTooLarge: 'There is more of your data than Telegram lets me send. The app will hand it out.',

  forgetAsk:
    'I shall erase everything: profile, conversations, memory, macros. It cannot be undone. Shall I? You may also answer: /forget yes',
  forgetYes: 'Yes, erase everything',
  forgetNo: 'No, keep it',
  forgetKept: 'I have touched nothing. I am glad that we remain acquainted.',
  forgetLate: 'More than ten minutes have passed, so I did not. To erase after all: /forget',
  forgotten: (receipt) =>
    'Everything is erased; I know you no longer. Write again, and we shall meet anew.' +
    (receipt ? `\nReceipt: ${receipt}` : ''),
};
