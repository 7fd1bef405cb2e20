/** Bytes that grow as bits and variable-length numbers are written to them. */
export class ByteWriter {
  private bytes = new Uint8Array(1024);
  private bitCount = 0;
  length = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes[this.length++] = value;
  }

  /** Seven bits a byte, lowest first. */
  number(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
  }

  append(other: Uint8Array): void {
    for (const value of other) this.byte(value);
  }

  /** The lowest `count` bits of `value`, highest of them first. */
  bits(value: number, count: number): void {
    for (let shift = count - 1; shift >= 0; shift--) {
      if (this.bitCount === 0) this.byte(0);
      const last = this.length - 1;
      if ((value >>> shift) & 1) this.bytes[last] = (this.bytes[last] ?? 0) | (128 >>> this.bitCount);
      this.bitCount = (this.bitCount + 1) % 8;
    }
  }

  /** Fills the begun byte with ones. */
  padWithOnes(): void {
    while (this.bitCount !== 0) this.bits(1, 1);
  }

  clear(): void {
    this.length = 0;
    this.bitCount = 0;
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Reads what a ByteWriter wrote; past the end it reads ones. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private bitPosition = 0;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.position++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  startBits(): void {
    this.bitPosition = this.position * 8;
  }

  /** Whether all bits before `end` (a byte position) were read. */
  atEnd(end: number): boolean {
    return this.bitPosition >= end * 8;
  }

  bit(): number {
    const position = this.bitPosition++;
    return ((this.bytes[position >>> 3] ?? 255) >>> (7 - (position & 7))) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = (value << 1) | this.bit();
    return value;
  }
}

/** The bytes that `ByteWriter.number` takes for a value. */
export function numberSize(value: number): number {
  return value < 128 ? 1 : 1 + numberSize(Math.floor(value / 128));
}
