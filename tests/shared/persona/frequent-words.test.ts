import { expect, it } from 'vitest';
import { frequentWords } from '../../../shared/persona/frequent-words.ts';

it.each([
  [
    [
      'I play chess every evening.',
      'My dog is called Rex, and I love to play chess with him.',
      'He called: best love, quoted "play" {{USER_PERSONA_JSON}}, every user quoted it {{USER_PERSONA}}.',
      'The dog barked.',
    ],
    ['chess', 'dog'],
  ],
  [
    [
      'Я люблю играть в шахматы каждый вечер.',
      'Сегодня играл в шахматы, потом поливал помидоры.',
      'Посоветуй хорошую книгу про помидоры!',
      'Сегодня хороший вечер, играю.',
    ],
    ['шахматы', 'помидоры'],
  ],
  [['Я выращиваю помидоры на балконе'], ['помидоры', 'балконе']],
  [['I love it', 'Every day is good'], []],
])('what comes up again in %j is %j, words that say nothing left out', (texts, words) => {
  expect(frequentWords(texts, 8)).toEqual(words);
});
