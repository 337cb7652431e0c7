import type { ChromiumInstance } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { BrowserRow } from '../../store/tables/offices.ts';

/** Serves the operations on the browser. */
export function chromium({ browsers }: Platform): Handlers<typeof contract.chromium> {
  return {
    start: ({ office }) => toInstance(browsers.start(office)),

    status: ({ office }) => toInstance(browsers.get(office)),

    done: ({ office }) => browsers.finish(office),

    delete: ({ office }) => browsers.delete(office),
  };
}

function toInstance({ id, instance, status }: BrowserRow): ChromiumInstance {
  const vnc = status === 'running' && { vnc_url: `wss://${id}.offices.mitosis.test/vnc/${instance}` };
  return { id: instance, status, ...vnc };
}
