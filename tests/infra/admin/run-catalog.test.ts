import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawProgress } from '../../../infra/admin/draw-progress.ts';
import { parseCommand } from '../../../infra/admin/parse-command.ts';
import { runCatalog } from '../../../infra/admin/run-catalog.ts';
import { type Server, startServer } from '../local/firestore/start-server.ts';

let server: Server;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), 'catalog-'));
});
afterAll(() => server.stop());

async function catalog(words: string) {
  const { command } = parseCommand(['catalog', ...words.split(' ')]);
  if (command.verb !== 'catalog') throw new Error(command.verb);
  return runCatalog(server.firestore, command);
}

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

const read = async (path: string) => (await server.firestore.doc(path).get()).data();
const tea = { productId: 'tea', name: { ru: 'Чай' }, category: 'tea', price: { amount: 2, currency: 'EUR' } };

it('JSON lines become products, and the same file again changes nothing', async () => {
  const path = await file('tea.jsonl', [
    `\uFEFF${JSON.stringify(tea)}`,
    '',
    JSON.stringify({ ...tea, productId: 'tea-2' }),
  ]);
  expect(await catalog(`import ${path}`)).toMatchObject({
    value: { products: 2, written: 2, unchanged: 0, problems: [] },
    text: '2 products written, 0 as they were; the catalog has 2 and is searched within a minute.',
  });
  expect(await read('products/tea')).toEqual({ ...tea, attributes: [], tags: [] });
  expect(await catalog(`import ${path}`)).toMatchObject({ value: { written: 0, unchanged: 2 } });
});

it('every line that is wrong is named, and nothing is imported', async () => {
  const path = await file('wrong.jsonl', [
    JSON.stringify({ ...tea, productId: 'a/b' }),
    '{"productId":',
    JSON.stringify({ ...tea, productId: 'good' }),
    JSON.stringify({ ...tea, productId: 'good', price: { amount: -1, currency: 'EUR' }, colour: 'red' }),
    JSON.stringify({ ...tea, productId: 'good' }),
  ]);
  const { value, text, failed } = await catalog(`import ${path}`);
  expect(failed).toContain('Nothing was imported');
  expect(text.split('\n')).toEqual([
    expect.stringMatching(/^Line 1: productId: Must be an id/),
    'Line 2: Must be one JSON object',
    expect.stringMatching(/^Line 4: price.amount: /),
    expect.stringMatching(/^Line 4: .*"colour"/),
    'Line 5: productId: Must not be that of line 3 again',
  ]);
  expect(value).toMatchObject({ problems: { length: 5 } });
  expect(await read('products/good')).toBeUndefined();
});

it('lines that are wrong are left out where that is asked for', async () => {
  const path = await file('some.jsonl', ['nonsense', JSON.stringify({ ...tea, productId: 'good' })]);
  const { value, text, failed } = await catalog(`import ${path} --skip-bad`);
  expect(failed).toBeUndefined();
  expect(text).toContain('Line 1: Must be one JSON object\n1 product written');
  expect(value).toMatchObject({ written: 1, products: 3 });
});

it.each([',', ';'])('a table whose columns are separated by "%s" becomes products', async (by) => {
  const rows = [
    [
      'productId',
      'name_ru',
      'name_en',
      'category',
      'brand',
      'attributes',
      'price',
      'currency',
      'unit',
      'tags',
    ],
    ['oil', '"Масло ""Юг"""', 'Oil', 'Oil', '', 'organic| Vegan', '1.5', 'EUR', '1 l', '"масло|\noil"'],
    ['salt', '', 'Salt', 'spices', 'Sea', '', '0', 'EUR', '', ''],
  ];
  const path = await file(
    'table.csv',
    rows.map((row) => row.join(by)),
  );
  await catalog(`import ${path}`);
  expect(await read('products/oil')).toEqual({
    productId: 'oil',
    name: { ru: 'Масло "Юг"', en: 'Oil' },
    category: 'oil',
    attributes: ['organic', 'vegan'],
    price: { amount: 1.5, currency: 'EUR' },
    unit: '1 l',
    tags: ['масло', 'oil'],
  });
  expect(await read('products/salt')).toMatchObject({ name: { en: 'Salt' }, brand: 'Sea', tags: [] });
});

it("a table's problems are named by line and column", async () => {
  const header = 'productId,name_en,category,price,currency';
  const wrong = await file('wrong.csv', [
    header,
    'a,A,,free,EUR',
    'b,"B\nb",b,1,euro',
    'c,C,c,1,EUR,more',
    'd,D,d,2,EUR',
  ]);
  const { value } = await catalog(`import ${wrong}`);
  expect(value).toMatchObject({
    problems: [
      { line: 2, path: 'category' },
      { line: 2, path: 'price' },
      { line: 4, path: 'currency' },
      { line: 5, path: '', rule: expect.stringContaining('columns') as string },
    ],
  });
  const { value: rest } = await catalog(`import ${wrong} --skip-bad`);
  expect(rest).toMatchObject({ written: 1 });
  const quote = await file('quote.csv', [header, 'a,"A,a,1,EUR', 'b,B,b,1,EUR']);
  for (const words of ['', ' --skip-bad'])
    await expect(catalog(`import ${quote}${words}`)).rejects.toThrow('cannot be told from those after it');
  const unknown = await file('unknown.csv', [`${header},colour`, 'a,A,a,1,EUR,red']);
  await expect(catalog(`import ${unknown}`)).rejects.toThrow('There is no column colour');
  const missing = await file('missing.csv', ['productId,name_en', 'a,A']);
  await expect(catalog(`import ${missing}`)).rejects.toThrow(
    'The columns category, price, currency are missing',
  );
});

it('text is read as JSON and tables of any country write it, and nothing else is taken for it', async () => {
  const apple = { productId: 'ls', name: { en: 'Apple\u2028pie' }, category: 'cake', price: { amount: 1, currency: 'EUR' } }; // prettier-ignore
  await catalog(`import ${await file('ls.jsonl', [`\uFEFF${JSON.stringify(apple)}\r`, ''])}`);
  expect(await read('products/ls')).toMatchObject({ name: apple.name });
  const table = ['productId;name_en;category;price;currency', 'kefir;Kefir;milk;12,50;EUR'];
  await catalog(`import ${await file('comma.csv', table)}`);
  expect(await read('products/kefir')).toMatchObject({ price: { amount: 12.5 } });
  const old = await file('old.csv', []);
  await writeFile(old, Buffer.from([0xcc, 0xee, 0xeb, 0xee, 0xea, 0xee]));
  await expect(catalog(`import ${old}`)).rejects.toThrow('is not UTF-8');
  await expect(catalog(`import ${await file('empty.jsonl', [''])}`)).rejects.toThrow('holds no products');
});

it('repacking makes the catalog of the products that there are', async () => {
  await server.firestore.doc('products/salt').delete();
  const { count } = (await server.firestore.collection('products').count().get()).data();
  expect(await catalog('repack')).toMatchObject({ value: { products: count } });
  expect(await read('config/catalog')).toMatchObject({ products: count });
});

it('what cannot be followed is said', async () => {
  await expect(catalog('import nowhere.csv')).rejects.toThrow('nowhere.csv cannot be read');
  for (const words of ['', 'import', 'import a b', 'repack a', 'repack --skip-bad', 'export'])
    expect(() => parseCommand(['catalog', ...words.split(' ').filter(Boolean)])).toThrow(/catalog/);
});

it('progress is one line of a terminal, and nothing where there is none', () => {
  const drawn: string[] = [];
  const draw = (isTTY: boolean) => {
    const progress = drawProgress({
      isTTY,
      write: (text: string | Uint8Array) => drawn.push(String(text)) > 0,
    });
    progress.show(500, 2000);
    progress.show(2000, 2000);
    progress.end();
  };
  draw(false);
  expect(drawn).toEqual([]);
  draw(true);
  expect(drawn.join('')).toMatch(/^\r█+░+ 25% {2}500 of 2,000 .*\r█+ 100% {2}2,000 of 2,000 .*\n$/s);
});
