import { describe, expect, test } from 'vitest';
import {
  defaultTuning,
  openSegment,
  openWindow,
  packSegments,
  recall,
  type RecallOptions,
  type Snippet,
  understandQuestion,
} from '../../../shared/recall/index.ts';
import { makeSnippet } from './make-snippet.ts';

const now = Date.UTC(2026, 2, 20);
function find(text: string, said: Snippet[], options: Partial<RecallOptions> = {}): string[] {
  const question = understandQuestion(text, { now });
  return recall(question, { now, opened: [openWindow(said)], ...options }).map((found) => found.text);
}

const chat = [
  makeSnippet('Мою собаку зовут Рекс, ему три года'),
  makeSnippet('Славное имя, сэр.', { role: 'assistant' }),
  makeSnippet('Купил новый велосипед, синий Stels'),
  makeSnippet('Вчера ходили с Олей в театр на «Чайку»'),
];

describe('recall', () => {
  test('finds what was said in other forms of the words', () => {
    expect(find('как звали собак?', chat)[0]).toContain('Рекс');
    expect(find('какого цвета велосипед?', chat)[0]).toContain('Stels');
  });

  test('cites id, time and text of its evidence', () => {
    const [best] = recall(understandQuestion('кто такой Рекс?', { now }), {
      now,
      opened: [openWindow(chat)],
    });
    expect(best).toMatchObject({
      id: chat[0]!.id,
      at: chat[0]!.at,
      text: chat[0]!.text,
      role: 'user',
      kind: 'turn',
    });
    expect(best!.score).toBeGreaterThan(0);
    expect(best!.coverage).toBeCloseTo(1);
  });

  test('gives an answer that shares no word with the question when it follows one that does', () => {
    const said = [
      makeSnippet('Какой у вас любимый чай, сэр?', { role: 'assistant' }),
      makeSnippet('Да пожалуй, с чабрецом'),
      ...Array.from({ length: 8 }, (_, index) => makeSnippet(`Запись номер ${index} о погоде`)),
    ];
    const found = find('какой чай я люблю?', said);
    expect(found).toContain('Да пожалуй, с чабрецом');
    const alone = { ...defaultTuning, following: [0, 0] as const, preceding: [0, 0] as const };
    expect(find('какой чай я люблю?', said, { tuning: alone })).not.toContain('Да пожалуй, с чабрецом');
  });

  test('neighbours are of one conversation and one talk', () => {
    const start = now - 50 * 3_600_000;
    const said = [
      makeSnippet('Рекс приболел', { at: start }),
      makeSnippet('из другой беседы', { at: start + 1, conversationId: 'app' }),
      makeSnippet('на другой день', { at: start + 24 * 3_600_000 }),
    ];
    expect(find('Рекс', said)).toEqual(['Рекс приболел']);
  });

  test('finds over the seam of two segments', () => {
    const said = Array.from({ length: 130 }, (_, index) => makeSnippet(`заметка ${index}`));
    said[127] = { ...said[127]!, text: 'Какой у вас код от домофона?' };
    said[128] = { ...said[128]!, text: '4517' };
    const opened = packSegments(said).map((segment) => openSegment(segment));
    expect(opened).toHaveLength(2);
    expect(find('код домофона', said, { opened })).toEqual(expect.arrayContaining(['4517']));
  });

  test('nearly the same text comes once', () => {
    const said = [
      makeSnippet('Люблю зеленый чай'),
      makeSnippet('Люблю зелёный чай!'),
      makeSnippet('Чай черный не пью'),
    ];
    expect(find('какой чай', said)).toHaveLength(2);
  });

  test('among equals the newer comes first', () => {
    const said = [
      makeSnippet('Живу в Казани', { at: now - 80 * 86_400_000 }),
      makeSnippet('Живу в Москве', { at: now - 86_400_000 }),
    ];
    expect(find('где я живу', said)).toEqual(['Живу в Москве', 'Живу в Казани']);
  });

  test('activities can be searched alone, five at most, the newest without a question', () => {
    const said = [
      ...chat,
      ...Array.from({ length: 7 }, (_, index) =>
        makeSnippet(`Составлен план дня ${index}`, {
          kind: 'activity',
          activity: { actionType: 'skill', skill: 'plan', hourOfDay: 9, dayOfWeek: 0, durationMs: 12 },
        }),
      ),
    ];
    expect(find('plan', said, { kind: 'activity' })).toHaveLength(5);
    expect(find('', said, { kind: 'activity' })[0]).toBe('Составлен план дня 6');
    expect(find('собака', said, { kind: 'activity' })).toEqual([]);
  });

  test('with only a time to go by it gives what was said then', () => {
    const said = [
      makeSnippet('заварил пуэр', { at: now - 86_400_000 + 1 }),
      makeSnippet('давнее', { at: now - 5 * 86_400_000 }),
    ];
    expect(find('что было вчера?', said)).toEqual(['заварил пуэр']);
  });

  test('what is too old or shown anyway is not given', () => {
    expect(find('собака Рекс', chat, { notBefore: now })).toEqual([]);
    expect(find('собака Рекс', chat, { exclude: new Set([chat[0]!.id]) })).not.toContain(chat[0]!.text);
  });

  test('a question without a word to look for finds nothing', () => {
    expect(find('', chat)).toEqual([]);
    expect(find('что?', chat)).toEqual([]);
  });

  test('embeddings find what shares no word, and words still count', () => {
    const said = [
      { ...makeSnippet('Обожаю щенков'), embedding: [1, 0] },
      { ...makeSnippet('Налоги сданы', { at: now - 86_400_000 }), embedding: [0, 1] },
      { ...makeSnippet('Велосипед в ремонте', { at: now - 2 * 86_400_000 }), embedding: [-1, 0.1] },
    ];
    const opened = packSegments(said).map((segment) => openSegment(segment));
    expect(find('четвероногие', said, { opened, embedding: [0.9, 0.1] })[0]).toBe('Обожаю щенков');
    expect(find('велосипед', said, { opened, embedding: [0.9, 0.1] })).toContain('Велосипед в ремонте');
    expect(find('велосипед', said, { opened, embedding: [1, 0, 0] })[0]).toBe('Велосипед в ремонте');
  });
});
