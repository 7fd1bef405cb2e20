/** All of a stream, unless it is longer than it may be. */
export async function readMost(
  body: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Uint8Array | 'too_large'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
