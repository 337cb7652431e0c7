import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { badRequest } from '../ApiError.ts';
import type { UserRow } from '../store/UserStore.ts';
import type { Platform } from './Platform.ts';

/** The user of an email address; made when there is none. */
export function ensureUser(platform: Platform, email: string): UserRow {
  const address = email.trim().toLowerCase();
  if (address.length > 254 || !/^[^\s@<>"']+@[^\s@<>"']+$/.test(address)) {
    throw badRequest('email must be an email address.');
  }
  const known = platform.store.users.byEmail(address);
  if (known) return known;
  const user: UserRow = { id: randomUUID(), email: address, created_at: platform.now() };
  platform.store.users.insert(user);
  return user;
}

/** Issues an API key to a user. It is not stored, only its hash. */
export function issueKey(platform: Platform, user: UserRow): string {
  // The prefix tells emulated keys from real ones, so that neither is taken to the other's server.
  const key = `mi_emulator_${randomBytes(24).toString('base64url')}`;
  platform.store.users.addKey(hashKey(key), user.id, platform.now());
  return key;
}

/** What is stored of a key. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
