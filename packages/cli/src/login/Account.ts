import type { Office } from '@mitosislabs/api/offices';

/** Somebody who has signed in, with a key that the platform accepts. */
export interface Account {
  /** The key. */
  apiKey: string;
  /** Whose it is, where the dashboard said so. */
  email: string | undefined;
  /** The offices of its owner. */
  offices: readonly Office[];
}

/** Whose account it is, in a few words: what the platform says, where nobody vouches for the address. */
export function accountName({ email, offices }: Pick<Account, 'email' | 'offices'>): string {
  return email ?? offices[0]?.owner_id ?? 'an account without offices';
}
