export { createSpeech, type Recording, type Speech, speechConfig } from './create-speech.ts';
