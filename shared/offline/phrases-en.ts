import type { Phrases } from './phrases.ts';

/** What the butler says in English. */
export const phrasesEn: Phrases = {
  hello: { morning: 'Good morning', day: 'Good afternoon', evening: 'Good evening', night: 'Hello' },
  offer: [
    'How may I be of service?',
    'Notebook open, pencil sharpened. How may I be of service?',
    'At your disposal. Even the collar is starched.',
  ],
  manners: {
    thanks: [
      'Always at your service.',
      'Not at all. It is for such words that one polishes silver.',
      'My pleasure.',
    ],
    bye: [
      'Goodbye. I shall be here.',
      'Good day to you. I shall get the door.',
      'Until next time. I promise to touch nothing but the dust.',
    ],
    night: ['Good night.', 'Good night. I shall see to the lights.'],
    how: [
      'Very well, thank you. And how are you?',
      'Splendid, as far as becomes a butler. And how are you?',
      'No creaking to report, thank you. And how are you?',
    ],
    presence: ['I am here and listening.', 'At my post, as a good butler should be. I am listening.'],
    praise: ['Thank you, you are very kind.', 'You flatter me. Pray do not stop.'],
    blame: [
      'I am sorry to have disappointed. I shall try to be more useful.',
      'Noted without protest. I shall try to do better, and without dropping the tray.',
    ],
    sorry: ['Think nothing of it.', 'Think nothing of it. One has seen worse in service.'],
    yes: ['At your service.', 'Splendid. I am near, should you need me.'],
    no: ['As you wish.', 'As you wish. It is not for a butler to insist.'],
    joke: [
      'My employer asked what I was doing. "Nothing, sir." He asked me to finish it by dinner.',
      'A good butler hears everything and says nothing. An excellent one does not smile, either.',
      'I was asked to bring something amusing. I brought the heating bill.',
    ],
    forget: [
      'I erase nothing on hearsay. There is the /forget command, which asks first, or deleting memories in the app.',
    ],
    language: [
      'The language of my answers is kept in your profile: /start changes it in Telegram, the settings in the app. ' +
        'Язык моих ответов записан в вашем профиле: в Telegram его меняет /start, в приложении настройки.',
    ],
    danger: [
      'I am very sorry that it is so hard. Please talk to someone you trust, or to a doctor, right now; if the danger ' +
        'is near, call your emergency number (112 or 911). You do not have to carry this alone.',
    ],
  },
  alfred: 'I am Alfred, your butler.',
  butler: 'I am your butler.',
  who: {
    no_model:
      'For now I serve without a language model: none is connected. I answer by rules and from my notes, and make nothing up.',
    model_down:
      'Just now I serve without a language model: it does not answer. I make do with rules and my notes, and make nothing up.',
    quota:
      'Just now I serve without a language model: its daily allowance is spent until midnight UTC. I make do with rules and my notes.',
  },
  can:
    'Without a language model I do little, but dependably: I answer from my notes, with dates (ask what you said about ' +
    'something), tell what I know about you, give the time and date, plan your day (ask what is on today), and run ' +
    'your macros. Opinions I leave to others.',
  kept: {
    statement: [
      'Noted.',
      'Noted. Ask when you need it, and I shall answer with the date.',
      'Duly entered in the notebook, under today.',
    ],
    note: ['Noted.', 'Noted, with the date. Ask whenever you need it.'],
    intro: ['A pleasure to meet you. Noted.', 'A pleasure. Noted, and I shall endeavour not to mix it up.'],
    trouble: [
      'I am sorry to hear that. I have noted it, and I am listening.',
      'I am truly sorry to hear that. Do sit down; I would bring tea, had I hands. Noted.',
    ],
    joy: [
      'Congratulations. Noted.',
      'My warmest congratulations. Noted, with the date: such things deserve one.',
    ],
    reminder: [
      'I cannot remind you by the clock, but I have noted it: ask, and I shall answer.',
      'I was never issued an alarm clock, but I have noted it: ask, and I shall answer with the date.',
    ],
  },
  unkept: {
    statement: ['I see.', 'I see. Do go on, I am listening.'],
    note: ['I see, but I am keeping no notes at present.'],
    intro: ['A pleasure to meet you.'],
    trouble: [
      'I am sorry to hear that. I am listening.',
      'I am truly sorry to hear that. Do sit down; I would bring tea, had I hands.',
    ],
    joy: ['Congratulations.', 'My warmest congratulations.'],
    reminder: ['I cannot remind you by the clock.', 'I was never issued an alarm clock, I am afraid.'],
  },
  nothing: [
    'My notes hold nothing on that.',
    'My notes hold nothing on that, and it is not for a butler to invent.',
  ],
  nothingKnown: 'My notes hold next to nothing about you yet: we have only just met.',
  noName: 'Your name is not in my notes. Would you introduce yourself?',
  noTalk: 'My notes hold no conversation yet. A fine moment to begin one.',
  noMacros: 'You have no macros yet.',
  named: (name) => `Your name is ${name}.`,
  beyond: {
    no_model: {
      question:
        'My notes hold nothing on that, and without a language model I offer no opinions: none is connected.',
      request: 'That errand is beyond me without a language model, and none is connected.',
    },
    model_down: {
      question: 'My notes hold nothing on that, and the language model does not answer just now.',
      request: 'That errand is beyond me without a language model, and it does not answer just now.',
    },
    quota: {
      question: 'My notes hold nothing on that, and without a language model I offer no opinions.',
      request: 'That errand is beyond me without a language model.',
    },
  },
  found: ['Here is what my notes hold on that:', 'The notebook, opened at the right page:'],
  related: 'I offer no opinion of my own, but my notes hold this:',
  known: 'Here is what I know about you:',
  fromTalk: 'From what was said:',
  talked: 'Here is what the conversation was about:',
  lastSaid: 'The last things said:',
  macros: 'Your macros:',
  fields: {
    name: 'Name',
    domain: 'Fields',
    techStack: 'Tools',
    topics: 'Favourite topics',
    buys: 'Usual purchases',
    likes: 'To your taste',
  },
  speaker: { user: 'you', assistant: 'I', activity: 'done' },
  note: {
    model_down: 'The language model does not answer just now, so I keep it short and to my notes.',
    quota:
      'Today’s allowance of the language model is spent, so I keep it short and to my notes. Eloquence returns after midnight UTC.',
  },
};
