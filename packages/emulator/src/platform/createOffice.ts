import { randomBytes, randomUUID } from 'node:crypto';
import { QUOTA } from '../assumptions.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';

/** Makes an office, with its first credits. */
export function createOffice(platform: Platform, name: string, ownerId: string): OfficeRow {
  const id = randomUUID();
  const created_at = platform.now();
  const office: OfficeRow = {
    id,
    name,
    owner_id: ownerId,
    settings: '{}',
    secret: newSecret(),
    suspended: 0,
    ...QUOTA,
    changes_forgotten: 0,
    created_at,
  };
  platform.store.offices.insert(office);
  const amount = platform.settings.initialCredits;
  if (amount > 0) {
    platform.store.ledger.add({
      id: randomUUID(),
      office_id: id,
      amount,
      reason: 'initial credits',
      created_at,
    });
  }
  publish(platform, id, 'office', { id, name, state: 'created' });
  return office;
}

/** A secret that nobody can guess. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}
