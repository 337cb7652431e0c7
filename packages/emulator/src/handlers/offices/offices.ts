import type { Office } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import type { Caller } from '../../core/Caller.ts';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import { badRequest } from '../../errors.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { kubeconfig } from './kubeconfig.ts';

/** Serves the operations on offices. */
export function offices({ offices, settings }: Platform): Handlers<typeof contract.offices> {
  const { clock, limits } = settings;
  return {
    create({ host, caller, body }) {
      const name = body.name.trim();
      if (name === '' || name.length > 255) throw badRequest('name must be 1 to 255 characters.');
      const ownerId = offices.ownerFor(caller, body.owner_id);
      // Only the dashboard's route returns an office that is there already.
      const newest = host === 'dashboard' ? offices.newestOf(ownerId) : undefined;
      if (newest && body.forceCreate !== true) return { ...toOffice(newest), existing: true };
      return toOffice(offices.create(name, ownerId));
    },

    list: ({ caller }) => offices.of(caller).map((office) => visibleTo(caller, office)),

    get: ({ caller, office }) => visibleTo(caller, office),

    getSettings: ({ office }) => settingsOf(office),

    updateSettings: ({ office, body }) => offices.updateSettings(office, body),

    delete: ({ office }) => offices.archive(office),

    status({ office }) {
      const up = { ready: true };
      const ingressEndpoint = `https://${office.id}.offices.mitosis.test`;
      if (office.suspended === 1) {
        const message = 'the office is suspended';
        return { phase: 'degraded', operator: up, ingress: { ready: false, message }, message };
      }
      // The clock may have been set back since.
      if (Math.abs(clock.now() - office.created_at) < limits.readyAfterMs) {
        const starting = { ready: false, message: 'starting' };
        return { phase: 'provisioning', operator: starting, ingress: starting };
      }
      return { phase: 'ready', operator: up, ingress: up, ingressEndpoint };
    },

    kubeconfig: ({ office }) => kubeconfig(office),

    transfer: ({ office, caller, body }) => offices.transfer(office, caller, body.new_owner_id),

    rotateSecret: ({ office }) => ({ secret: offices.rotateSecret(office) }),

    setSecret: ({ office, params, body }) => offices.setSecret(office, params.secretName, body.value),

    suspend: ({ office }) => offices.suspend(office),

    resume: ({ office }) => offices.resume(office),
  };
}

/** An office as responses show it. */
function toOffice(office: OfficeRow): Office {
  const { id, name, owner_id, created_at } = office;
  return { id, name, owner_id, created_at: isoTime(created_at), settings: settingsOf(office) };
}

/** The part of an office that a caller may see: agents see no settings. */
function visibleTo(caller: Caller, row: OfficeRow): Office {
  const { settings, ...office } = toOffice(row);
  return caller.kind === 'user' && settings ? { ...office, settings } : office;
}

function settingsOf(office: OfficeRow): Record<string, unknown> {
  return JSON.parse(office.settings) as Record<string, unknown>;
}
