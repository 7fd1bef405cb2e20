/** Reads protobuf's wire format from a slice of a buffer, without copying what it passes over. */
export class WireReader {
  readonly buffer: Buffer;
  position: number;
  end: number;

  constructor(buffer: Buffer, position = 0, end = buffer.length) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
  }

  uint32(): number {
    const { buffer } = this;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte(buffer);
      if (shift < 28) value |= (byte & 0x7f) << shift;
      else value |= (byte & 0x0f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    // An int32 below zero is sent as ten bytes; the upper ones only repeat its sign.
    for (let more = 0; more < 5; more++) if (this.byte(buffer) < 0x80) return value >>> 0;
    throw new RangeError('malformed varint');
  }

  int64(): bigint {
    const { buffer } = this;
    let low = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.byte(buffer);
      low += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.byte(buffer);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new RangeError('malformed varint');
  }

  double(): number {
    const at = this.advance(8);
    return this.buffer.readDoubleLE(at);
  }

  string(): string {
    const length = this.uint32();
    const at = this.advance(length);
    return this.buffer.toString('utf8', at, at + length);
  }

  bytes(): Buffer {
    const length = this.uint32();
    const at = this.advance(length);
    return this.buffer.subarray(at, at + length);
  }

  /** Runs `read` on the length-delimited part that starts here. */
  within<T>(read: (reader: WireReader) => T): T {
    const length = this.uint32();
    const outer = this.end;
    const at = this.advance(length);
    this.position = at;
    this.end = at + length;
    const result = read(this);
    this.position = at + length;
    this.end = outer;
    return result;
  }

  skip(wireType: number): void {
    if (wireType === 0) this.int64();
    else if (wireType === 1) this.advance(8);
    else if (wireType === 2) this.advance(this.uint32());
    else if (wireType === 5) this.advance(4);
    else throw new RangeError(`unknown wire type ${wireType}`);
  }

  private byte(buffer: Buffer): number {
    if (this.position >= this.end) throw new RangeError('message ends early');
    return buffer[this.position++] ?? 0;
  }

  private advance(length: number): number {
    const at = this.position;
    if (at + length > this.end) throw new RangeError('message ends early');
    this.position = at + length;
    return at;
  }
}

/** Writes protobuf's wire format into one growing buffer, which is used again after each `finish`. */
export class WireWriter {
  private buffer = Buffer.allocUnsafe(512);
  private length = 0;

  /** Forgets what an encoding that failed has left. */
  begin(): void {
    this.length = 0;
  }

  uint32(value: number): void {
    this.reserve(10);
    let rest = value;
    if (rest < 0) return this.int64(BigInt(rest));
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  int64(value: bigint): void {
    if (value >= 0n && value <= 9007199254740991n) return this.uint32(Number(value));
    this.reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
  }

  string(value: string): void {
    const small = value.length < 43;
    if (small) {
      // At most 127 bytes of UTF-8, so one byte of length will do.
      this.reserve(value.length * 3 + 1);
      const written = this.buffer.write(value, this.length + 1, 'utf8');
      this.buffer[this.length] = written;
      this.length += written + 1;
      return;
    }
    const size = Buffer.byteLength(value);
    this.uint32(size);
    this.reserve(size);
    this.length += this.buffer.write(value, this.length, 'utf8');
  }

  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  /** Writes what `write` does as one length-delimited part. */
  within(write: (writer: WireWriter) => void): void {
    this.reserve(5);
    const start = this.length;
    this.length += 1;
    write(this);
    const size = this.length - start - 1;
    if (size < 0x80) {
      this.buffer[start] = size;
      return;
    }
    const extra = size < 0x4000 ? 1 : size < 0x200000 ? 2 : size < 0x10000000 ? 3 : 4;
    this.reserve(extra);
    this.buffer.copyWithin(start + 1 + extra, start + 1, this.length);
    const end = this.length + extra;
    this.length = start;
    this.uint32(size);
    this.length = end;
  }

  /** A copy of what was written; the writer can be used again. */
  finish(): Buffer {
    const result = Buffer.allocUnsafe(this.length);
    this.buffer.copy(result, 0, 0, this.length);
    this.length = 0;
    if (this.buffer.length > 1 << 20) this.buffer = Buffer.allocUnsafe(512);
    return result;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + size));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
