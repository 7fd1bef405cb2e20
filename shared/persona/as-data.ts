/** JSON in which no text can end its quotes, nor hold the marks by which models tell roles apart. */
export function asData(data: object): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replace(/\[(?=\/?INST\])/gi, '\\u005b');
}
