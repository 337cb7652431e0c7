import type { Office } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import type { Caller } from '../core/Caller.ts';
import type { Handlers } from '../core/Handler.ts';
import { requireRoom } from '../platform/agentSpec.ts';
import { officeAnswer } from '../platform/answers.ts';
import { createOffice, newSecret } from '../platform/createOffice.ts';
import { archiveOffice, resumeOffice, suspendOffice } from '../platform/officeLife.ts';
import { officesOf } from '../platform/officesOf.ts';
import type { Platform } from '../platform/Platform.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { kubeconfig } from './kubeconfig.ts';

/** What the operations on offices do. */
export const offices: Handlers<typeof contract.offices> = {
  create({ platform, host, caller, body }) {
    const name = body.name.trim();
    if (name === '' || name.length > 255) throw badRequest('name must be 1 to 255 characters.');
    const ownerId = ownerFor(platform, caller, body.owner_id);
    // Only the dashboard's route gives back an office that is there already.
    const newest = host === 'dashboard' ? platform.store.offices.ofOwner(ownerId).at(-1) : undefined;
    if (newest && body.forceCreate !== true) return { ...officeAnswer(newest), existing: true };
    return officeAnswer(createOffice(platform, name, ownerId));
  },

  list: ({ platform, caller }) => officesOf(platform, caller).map((office) => answerFor(caller, office)),

  get: ({ caller, office }) => answerFor(caller, office),

  getSettings: ({ office }) => JSON.parse(office.settings) as Record<string, unknown>,

  updateSettings({ platform, office, body }) {
    const settings = { ...(JSON.parse(office.settings) as Record<string, unknown>), ...body };
    requireRoom(settings);
    platform.store.offices.update(office.id, { settings: JSON.stringify(settings) });
    return settings;
  },

  delete({ platform, office }) {
    archiveOffice(platform, office);
  },

  status({ platform, office }) {
    const up = { ready: true };
    const ingressEndpoint = `https://${office.id}.offices.mitosis.test`;
    if (office.suspended === 1) {
      const message = 'the office is suspended';
      return { phase: 'degraded', operator: up, ingress: { ready: false, message }, message };
    }
    if (platform.now() - office.created_at < platform.settings.readyAfterMs) {
      const starting = { ready: false, message: 'starting' };
      return { phase: 'provisioning', operator: starting, ingress: starting };
    }
    return { phase: 'ready', operator: up, ingress: up, ingressEndpoint };
  },

  kubeconfig: ({ office }) => kubeconfig(office),

  transfer({ platform, office, caller, body }) {
    requireUser(platform, caller, body.new_owner_id);
    platform.store.offices.update(office.id, { owner_id: body.new_owner_id });
  },

  rotateSecret({ platform, office }) {
    const secret = newSecret();
    platform.store.offices.update(office.id, { secret });
    return { secret };
  },

  setSecret({ platform, office, params, body }) {
    platform.store.offices.setSecret(office.id, params.secretName, body.value);
  },

  suspend({ platform, office }) {
    suspendOffice(platform, office);
  },

  resume({ platform, office }) {
    resumeOffice(platform, office);
  },
};

/** Settings are visible to the owner only. */
function answerFor(caller: Caller, office: OfficeRow): Office {
  const answer = officeAnswer(office);
  if (caller.kind === 'user') return answer;
  const { settings: _, ...rest } = answer;
  return rest;
}

/** The owner of a new office: the caller, or an agent's owner. Only an administrator may name another user. */
function ownerFor(platform: Platform, caller: Caller, asked: string | undefined): string {
  const own =
    caller.kind === 'agent' ? platform.store.offices.byId(caller.agent.office_id)?.owner_id : caller.userId;
  if (asked === undefined || asked === own) return own ?? '';
  if (caller.kind === 'agent' || !caller.admin) {
    throw new ApiError(
      403,
      'forbidden',
      'owner_id names another user: you can only create offices of your own.',
    );
  }
  requireUser(platform, caller, asked);
  return asked;
}

/** Refuses an unknown user: 404. An administrator may name users that have no account here, as its tokens do. */
function requireUser(platform: Platform, caller: Caller, id: string): void {
  if (id.trim() === '') throw badRequest('The id of the owner must not be empty.');
  const isAdministrator = caller.kind === 'user' && caller.admin;
  if (!isAdministrator && !platform.store.users.byId(id)) throw notFound(`user ${id}`);
}
