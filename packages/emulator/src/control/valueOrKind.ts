import { kindOf } from '@mitosislabs/auth/errors';
import type { BaseIssue } from 'valibot';

/** Names the value of an issue: a number that is out of range as it is; of other values, which may be secret, the kind. */
export function valueOrKind({ kind, input }: BaseIssue<unknown>): string {
  return kind === 'validation' && typeof input === 'number' ? String(input) : kindOf(input);
}
