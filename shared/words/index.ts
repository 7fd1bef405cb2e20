export { stemWord } from './stem-word.ts';
