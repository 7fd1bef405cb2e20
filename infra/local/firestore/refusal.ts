import { StatusError } from '../serve-grpc.ts';

/** The gRPC status codes this service answers. */
export const CODE = {
  OK: 0,
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

/** What a call is refused with: a gRPC status and a sentence. */
export class Refusal extends StatusError {
  constructor(code: keyof typeof CODE, message: string) {
    super(CODE[code], message);
  }
}

export function invalid(message: string): Refusal {
  return new Refusal('INVALID_ARGUMENT', message);
}
