const known = new Set<string>(['UTC']);

/** Whether this names a zone of the IANA database; bare offsets such as +03:00 do not. */
export function isTimeZone(name: string): boolean {
  if (known.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  // A zone can be spelled in any case; the bound keeps spellings from filling the memory.
  if (known.size < 1000) known.add(name);
  return true;
}
