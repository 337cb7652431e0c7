import type { Endpoint } from '@mitosislabs/api/contract';
import { endpoints, type Session } from '../Session.ts';

/** An office that no platform has. */
const NO_OFFICE = '00000000-0000-4000-8000-000000000000';
/** Operations that create something under any name in their path, or answer without one. */
const MAKE_THEIR_OWN = /^(integrations\.ensureSecret|offices\.setSecret|env\.|whatsapp\.|roles\.get)/;

/**
 * Sends each operation without credentials and without a body, about an office that does not exist: it must be refused
 * with 401. A route that the platform does not have is refused in another way.
 *
 * @param readOnly - Sends only those that read.
 */
export async function tryWithoutCredentials(session: Session, readOnly: boolean): Promise<void> {
  await session.part('trying each operation without credentials', async () => {
    for (const endpoint of endpoints) {
      if (endpoint.access.agents === 'all' && 'open' in endpoint.access) continue;
      if (readOnly && !endpoint.route.startsWith('GET ')) continue;
      await session.target.call(endpoint, {
        params: { officeId: NO_OFFICE },
        as: 'anonymous',
        label: 'without credentials',
        compare: 'status',
      });
    }
  });
}

/** Reads and deletes things that do not exist: they must be refused with 404. */
export async function tryUnknown(session: Session): Promise<void> {
  await session.part('asking for things that do not exist', async () => {
    const none = `${session.runName}-none`;
    for (const endpoint of endpoints) {
      if (!namesThing(endpoint)) continue;
      const names = [...endpoint.route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const params = Object.fromEntries(
        names.filter((name) => name !== 'officeId').map((name) => [name, none]),
      );
      await session.call(endpoint, { params, label: 'of something unknown', compare: 'status' });
    }
    const office = { params: { officeId: NO_OFFICE } };
    for (const endpoint of endpoints) {
      if (endpoint.name !== 'offices.get' && endpoint.name !== 'tasks.list') continue;
      await session.target.call(endpoint, { ...office, label: 'of an unknown office', compare: 'status' });
    }
  });
}

/** Whether an operation reads or deletes one thing by its name, without a body. */
function namesThing({ name, route, body, multipart }: Endpoint): boolean {
  if (body || multipart || MAKE_THEIR_OWN.test(name)) return false;
  return (
    /^(GET|DELETE) \/api\/v1\/offices\/\{officeId\}\/.*\{/.test(route) ||
    /^GET \/api\/v1\/marketplace\/\{/.test(route)
  );
}
