import { generateKeyPair } from '@mitosislabs/auth/signing';
import { ApiError, badRequest } from '../ApiError.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { backUp } from './backUp.ts';
import type { Platform } from './Platform.ts';
import { record } from './record.ts';
import { requireActive } from './requireActive.ts';
import { setPhase } from './setPhase.ts';

/** What can be asked of an agent's life. */
const MOVES: Readonly<Record<string, (platform: Platform, office: OfficeRow, agent: AgentRow) => void>> = {
  suspend: suspendAgent,
  stop: suspendAgent,
  resume: resumeAgent,
  start: resumeAgent,
  restart: restartAgent,
  archive: (platform, _, agent) => archiveAgent(platform, agent),
  restore: restoreAgent,
};

/** Moves an agent along its life cycle; 400 for a word that means nothing. */
export function moveAgent(platform: Platform, office: OfficeRow, agent: AgentRow, action: string): void {
  const move = Object.hasOwn(MOVES, action) ? MOVES[action] : undefined;
  if (!move) throw badRequest(`action must be one of ${Object.keys(MOVES).join(', ')}.`);
  move(platform, office, agent);
}

function suspendAgent(platform: Platform, _: OfficeRow, agent: AgentRow): void {
  refuseArchived(agent);
  if (agent.phase !== 'suspended') setPhase(platform, agent, 'suspended', `${agent.name} was suspended`);
}

function resumeAgent(platform: Platform, office: OfficeRow, agent: AgentRow): void {
  refuseArchived(agent);
  requireActive(office);
  if (agent.phase === 'suspended') setPhase(platform, agent, 'provisioning', `${agent.name} was resumed`);
}

/** Starts an agent's pod anew. */
export function restartAgent(platform: Platform, office: OfficeRow, agent: AgentRow): void {
  refuseArchived(agent);
  requireActive(office);
  setPhase(platform, agent, 'provisioning', `${agent.name} was restarted`);
}

/** Puts an agent away: it leaves the list, and keeps its name and its state. */
export function archiveAgent(platform: Platform, agent: AgentRow): void {
  if (agent.phase === 'archived') return;
  backUp(platform, agent);
  setPhase(platform, agent, 'archived', `${agent.name} was archived`);
}

/** Brings an archived agent back. */
export function restoreAgent(platform: Platform, office: OfficeRow, agent: AgentRow): void {
  requireActive(office);
  if (agent.phase === 'archived') setPhase(platform, agent, 'provisioning', `${agent.name} was restored`);
}

/** Gives an agent new credentials; a key of its own is its own to replace. */
export function rotateCredentials(platform: Platform, agent: AgentRow): void {
  if (agent.private_key !== null) {
    const { publicKey, privateKey } = generateKeyPair();
    const private_key = Buffer.from(privateKey).toString('hex');
    platform.store.agents.update(agent.id, { public_key: publicKey, private_key });
  }
  record(platform, agent, {
    category: 'lifecycle',
    type: 'rotated',
    summary: 'its credentials were replaced',
  });
}

function refuseArchived(agent: AgentRow): void {
  if (agent.phase !== 'archived') return;
  throw new ApiError(409, 'agent_archived', `${agent.name} is archived; restore it first.`);
}
