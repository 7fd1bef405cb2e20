import type { Document, Node } from 'yaml';

type Ranged = { range?: readonly [number, number, number] | null | undefined };
type Collection = Node & { items: readonly unknown[] };

/** Where in the text of a document what a path names begins, or its key; where it is not there, what would hold it. */
export function locate(document: Document, path: readonly PropertyKey[], key = false): number {
  let place = offsetOf(document.contents) ?? 0;
  let node: unknown = document.contents;
  for (const [index, step] of path.entries()) {
    if (!isCollection(node)) return place;
    const isLast = index === path.length - 1;
    const item = typeof step === 'number' ? node.items[step] : node.items.find((each) => isNamed(each, step));
    if (item === undefined) return place;
    const pair = isPair(item) ? item : undefined;
    node = pair ? pair.value : item;
    place = (isLast && key ? undefined : offsetOf(node)) ?? offsetOf(pair?.key) ?? place;
  }
  return place;
}

const isCollection = (node: unknown): node is Collection =>
  typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
const isPair = (item: unknown): item is { key: unknown; value: unknown } =>
  typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
const isNamed = (item: unknown, name: PropertyKey) => isPair(item) && nameOf(item.key) === String(name);
const nameOf = (key: unknown) =>
  typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : String(key);
const offsetOf = (node: unknown) =>
  typeof node === 'object' && node !== null ? (node as Ranged).range?.[0] : undefined;
