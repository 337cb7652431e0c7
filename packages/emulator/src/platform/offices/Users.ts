import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { badRequest } from '../../errors.ts';
import type { UserRow } from '../../store/tables/accounts.ts';
import { Service } from '../Service.ts';

/** An email address, as far as it matters here. It is shown in terminals and pages: only what can be printed. */
export const EMAIL_ADDRESS = /^(?=[ -~\u00a1-\uffff]+$)[^\s@<>"']+@[^\s@<>"']+$/;

/** Users and their API keys. */
export class Users extends Service {
  /** The user of an email address; created if there is none. */
  ensure(email: string): UserRow {
    const address = email.trim().toLowerCase();
    if (address.length > 254 || !EMAIL_ADDRESS.test(address)) {
      throw badRequest('email must be an email address.');
    }
    const known = this.tables.users.find({ email: address });
    if (known) return known;
    const user: UserRow = { id: randomUUID(), email: address, created_at: this.clock.now() };
    this.tables.users.insert(user);
    return user;
  }

  /** Issues an API key to a user. Only its hash is stored. */
  issueKey(user: UserRow): string {
    // The prefix keeps emulated keys apart from real ones, so that neither is sent to the other's server.
    const key = `mi_emulator_${randomBytes(24).toString('base64url')}`;
    this.addKey(user, key);
    return key;
  }

  /** Lets a user sign in with a key. */
  addKey(user: UserRow, key: string): void {
    this.tables.apiKeys.insert({ hash: hashOf(key), user_id: user.id, created_at: this.clock.now() });
  }

  /** Revokes an API key. Returns whether there was one. */
  revokeKey(key: string): boolean {
    return this.tables.apiKeys.delete({ hash: hashOf(key) }) > 0;
  }

  /** The id of the user of an API key. */
  idOfKey(key: string): string | undefined {
    return this.tables.apiKeys.find({ hash: hashOf(key) })?.user_id;
  }

  byId(id: string): UserRow | undefined {
    return this.tables.users.find({ id });
  }
}

/** The form in which a key is stored. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
