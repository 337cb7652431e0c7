import { randomUUID } from 'node:crypto';
import type { ChromiumInstance } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { notFound } from '../ApiError.ts';
import type { Handlers } from '../core/Handler.ts';
import { requireCredits } from '../platform/credits.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireActive } from '../platform/requireActive.ts';
import type { ChromiumRow } from '../store/ChromiumStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';

/** What the operations on the browser do. There is none behind them: only its life is emulated. */
export const chromium: Handlers<typeof contract.chromium> = {
  start({ platform, office }) {
    requireActive(office);
    requireCredits(platform, office);
    const known = platform.store.chromium.ofOffice(office.id);
    if (known?.status === 'running') return chromiumAnswer(known);
    platform.store.chromium.delete(office.id);
    const row: ChromiumRow = { id: office.id, instance: randomUUID(), status: 'running' };
    platform.store.chromium.insert(row);
    return chromiumAnswer(row);
  },

  status: ({ platform, office }) => chromiumAnswer(requireChromium(platform, office)),

  done({ platform, office }) {
    platform.store.chromium.setStatus(requireChromium(platform, office).id, 'done');
  },

  delete({ platform, office }) {
    platform.store.chromium.delete(requireChromium(platform, office).id);
  },
};

function requireChromium(platform: Platform, office: OfficeRow): ChromiumRow {
  const row = platform.store.chromium.ofOffice(office.id);
  if (!row) throw notFound('browser in this office');
  return row;
}

function chromiumAnswer({ id, instance, status }: ChromiumRow): ChromiumInstance {
  const vnc = status === 'running' && { vnc_url: `wss://${id}.offices.mitosis.test/vnc/${instance}` };
  return { id: instance, status, ...vnc };
}
