import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** Refuses text with half of a surrogate pair: it would go out as another character. */
export function assertWellFormed(name: string, value: unknown): void {
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    throw new InvalidArgumentError(name, 'is not well-formed text: it has half of a surrogate pair');
  }
}
