/** A vector as signed bytes; cosine does not care for its length, so the scale is not kept. */
export function quantize(vector: ArrayLike<number>): Uint8Array {
  let most = 0;
  for (let index = 0; index < vector.length; index++) most = Math.max(most, Math.abs(vector[index] ?? 0));
  const bytes = new Int8Array(vector.length);
  if (most > 0 && Number.isFinite(most)) {
    for (let index = 0; index < vector.length; index++) {
      bytes[index] = Math.round(((vector[index] ?? 0) / most) * 127);
    }
  }
  return new Uint8Array(bytes.buffer);
}

/** The cosine of a query's vector with the stored one that starts at `offset`; 0 where there is none. */
export function cosine(query: ArrayLike<number>, bytes: Int8Array, offset: number): number {
  let dot = 0;
  let own = 0;
  let other = 0;
  for (let index = 0; index < query.length; index++) {
    const a = query[index] ?? 0;
    const b = bytes[offset + index] ?? 0;
    dot += a * b;
    own += a * a;
    other += b * b;
  }
  return own === 0 || other === 0 ? 0 : dot / Math.sqrt(own * other);
}
