import type { Employee, UpdateEmployeeRequest } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { badRequest } from '../ApiError.ts';
import { CATEGORIES, HEARTBEAT, LOG_LINES } from '../assumptions.ts';
import type { Caller } from '../core/Caller.ts';
import { isoTime, parseTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import {
  archiveAgent,
  moveAgent,
  restartAgent,
  restoreAgent,
  rotateCredentials,
} from '../platform/agentLife.ts';
import { changedSpec, publicKeyIn, specOf } from '../platform/agentSpec.ts';
import { activityAnswer, employeeAnswer } from '../platform/answers.ts';
import { backUp } from '../platform/backUp.ts';
import { fireAgent } from '../platform/fireAgent.ts';
import { hireAgent } from '../platform/hireAgent.ts';
import type { Platform } from '../platform/Platform.ts';
import { record } from '../platform/record.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import { listIn, pageOf } from './queries.ts';
import { requireSelf } from './requireSelf.ts';

/** What the operations on agents do. */
export const employees: Handlers<typeof contract.employees> = {
  hire: ({ platform, office, body }) => employeeAnswer(hireAgent(platform, office, body)),

  list: ({ platform, office, caller }) =>
    platform.store.agents
      .ofOffice(office.id)
      .filter(({ phase }) => phase !== 'archived')
      .map((agent) => answerFor(caller, agent)),

  get: ({ platform, office, caller, params }) =>
    answerFor(caller, requireAgent(platform, office, params.name)),

  update({ platform, office, params, body }) {
    const agent = requireAgent(platform, office, params.name);
    const key = publicKeyIn(body.customConfig);
    if (key !== undefined) platform.store.agents.update(agent.id, { public_key: key, private_key: null });
    return change(platform, agent, body, 'updated');
  },

  delete({ platform, office, params }) {
    fireAgent(platform, requireAgent(platform, office, params.name));
  },

  logs({ platform, office, params, query }) {
    const agent = requireAgent(platform, office, params.name);
    const lines = platform.store.activity.tail(agent.id, Math.min(query.tail ?? LOG_LINES, LOG_LINES));
    return { logs: lines.map((line) => `${line}\n`).join(''), pod: `${agent.name}-${agent.id.slice(0, 8)}` };
  },

  activity({ platform, office, params, query }) {
    const agent = requireAgent(platform, office, params.name);
    const categories = listIn(query.category);
    if (categories?.some((category) => !(CATEGORIES as readonly string[]).includes(category))) {
      throw badRequest(`category must be one or more of ${CATEGORIES.join(', ')}, separated by commas.`);
    }
    const since = query.since === undefined ? undefined : parseTime(query.since);
    if (Number.isNaN(since)) throw badRequest('since must be a time in ISO 8601.');
    return platform.store.activity
      .list(agent.id, { ...pageOf(query), categories, since })
      .map(activityAnswer);
  },

  presence({ platform, office, params }) {
    const { phase, last_seen: seen } = requireAgent(platform, office, params.name);
    const fresh = seen !== null && platform.now() - seen < HEARTBEAT.offlineAfterMs;
    return { online: phase === 'ready' && fresh, ...(seen !== null && { last_seen: isoTime(seen) }) };
  },

  lastError({ platform, office, params }) {
    const { last_error: error, last_error_at: at } = requireAgent(platform, office, params.name);
    return error === null || at === null ? {} : { error, timestamp: isoTime(at) };
  },

  action({ platform, office, params, body }) {
    const agent = requireAgent(platform, office, params.name);
    const { action } = body;
    if (action === 'backup') return { ok: true, action, backup_id: backUp(platform, agent).id };
    if (action === 'restart') restartAgent(platform, office, agent);
    else if (action !== 'ping') throw badRequest('action must be backup, ping or restart.');
    return { ok: true, action, phase: requireAgent(platform, office, params.name).phase };
  },

  promote({ platform, office, params, body }) {
    const agent = requireAgent(platform, office, params.name);
    if (body.modelTier.trim() === '') throw badRequest('modelTier must not be empty.');
    const { provider, ...changes } = body;
    return change(platform, agent, changes, 'promoted', provider);
  },

  setSkills({ platform, office, params, body }) {
    const agent = requireAgent(platform, office, params.name);
    const skills = new Set([...(specOf(agent).skills ?? []), ...(body.add ?? [])]);
    for (const skill of body.remove ?? []) skills.delete(skill);
    return change(platform, agent, { skills: [...skills] }, 'skills');
  },

  logStatusEvent({ platform, office, params, body, caller }) {
    const agent = requireAgent(platform, office, params.name);
    requireSelf(caller, agent.name);
    if (body.type.trim() === '') throw badRequest('type must not be empty.');
    const summary = body.message ?? body.type;
    if (body.type === 'error') {
      platform.store.agents.update(agent.id, { last_error: summary, last_error_at: platform.now() });
    }
    record(platform, agent, { category: 'lifecycle', type: body.type, summary });
  },

  archive({ platform, office, params }) {
    archiveAgent(platform, requireAgent(platform, office, params.name));
  },

  restore({ platform, office, params }) {
    restoreAgent(platform, office, requireAgent(platform, office, params.name));
  },

  rotateCredentials({ platform, office, params }) {
    rotateCredentials(platform, requireAgent(platform, office, params.name));
  },

  lifecycle({ platform, office, params, body }) {
    moveAgent(platform, office, requireAgent(platform, office, params.name), body.action);
  },

  events({ platform, office, params }) {
    const agent = requireAgent(platform, office, params.name);
    return platform.store.activity
      .list(agent.id, { ...pageOf({}), categories: ['lifecycle'] })
      .map(({ type, summary, at }) => ({ type, message: summary, timestamp: isoTime(at) }));
  },

  chatSessions({ platform, office, params }) {
    const agent = requireAgent(platform, office, params.name);
    return platform.store.sessions.ofAgent(agent.id).map(({ session_key, started_at, messages }) => ({
      session_key,
      started_at: isoTime(started_at),
      messages,
    }));
  },

  heartbeat({ platform, office, params, caller }) {
    const agent = requireAgent(platform, office, params.name);
    requireSelf(caller, agent.name);
    platform.store.agents.update(agent.id, { last_seen: platform.now() });
    return { ok: true };
  },
};

/** The part of an agent that other agents may see: no variables, configuration or prompt. */
function answerFor(caller: Caller, agent: AgentRow): Employee {
  const answer = employeeAnswer(agent);
  if (caller.kind === 'user' || caller.agent.id === agent.id) return answer;
  const { name, role, skills, modelTier, modelProvider, status } = answer;
  return {
    name,
    ...(role !== undefined && { role }),
    ...(skills !== undefined && { skills }),
    modelTier,
    modelProvider,
    status,
  };
}

/** Changes an agent's spec, and answers with the agent. */
function change(
  platform: Platform,
  agent: AgentRow,
  changes: UpdateEmployeeRequest,
  type: string,
  provider?: string,
) {
  const spec = changedSpec(specOf(agent), changes);
  if (provider !== undefined) spec.modelProvider = provider;
  const row = { spec: JSON.stringify(spec) };
  platform.store.agents.update(agent.id, row);
  record(platform, agent, { category: 'lifecycle', type, summary: `${agent.name} was changed` });
  return employeeAnswer({ ...agent, ...row });
}
