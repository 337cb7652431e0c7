import type { ActivityEvent, Employee } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { CATEGORIES } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import { isoTime, parseTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import { badRequest } from '../../errors.ts';
import { specOf } from '../../platform/agents/spec.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { ActivityRow } from '../../store/tables/activity.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import { listIn, pageOf } from '../queries.ts';
import { requireSelf } from '../requireSelf.ts';

/** Serves the operations on agents. */
export function employees(platform: Platform): Handlers<typeof contract.employees> {
  const { activity, agents, backups, lifecycle, sessions } = platform;
  return {
    hire: ({ office, body }) => toEmployee(agents.hire(office, body)),

    list: ({ office, caller }) => agents.list(office.id).map((agent) => visibleTo(caller, agent)),

    get: ({ office, caller, params }) => visibleTo(caller, agents.get(office, params.name)),

    update: ({ office, params, body }) => toEmployee(agents.update(agents.get(office, params.name), body)),

    delete: ({ office, params }) => agents.fire(agents.get(office, params.name)),

    logs({ office, params, query }) {
      const agent = agents.get(office, params.name);
      const lines = activity.log(agent, query.tail);
      return {
        logs: lines.map((line) => `${line}\n`).join(''),
        pod: `${agent.name}-${agent.id.slice(0, 8)}`,
      };
    },

    activity({ office, params, query }) {
      const agent = agents.get(office, params.name);
      const categories = listIn(query.category);
      if (categories?.some((category) => !(CATEGORIES as readonly string[]).includes(category))) {
        throw badRequest(`category must be one or more of ${CATEGORIES.join(', ')}, separated by commas.`);
      }
      const since = query.since === undefined ? undefined : parseTime(query.since);
      if (Number.isNaN(since)) throw badRequest('since must be a time in ISO 8601.');
      return activity.list(agent, { ...pageOf(query), categories, since }).map(toActivityEvent);
    },

    presence({ office, params }) {
      const agent = agents.get(office, params.name);
      const { last_seen: seen } = agent;
      return { online: agents.isOnline(agent), ...(seen !== null && { last_seen: isoTime(seen) }) };
    },

    lastError({ office, params }) {
      const { last_error: error, last_error_at: at } = agents.get(office, params.name);
      return error === null || at === null ? {} : { error, timestamp: isoTime(at) };
    },

    action({ office, params, body: { action } }) {
      const agent = agents.get(office, params.name);
      if (action === 'backup') return { ok: true, action, backup_id: backups.create(agent).id };
      if (action === 'restart') lifecycle.restart(office, agent);
      else if (action !== 'ping') throw badRequest('action must be backup, ping or restart.');
      return { ok: true, action, phase: agents.get(office, params.name).phase };
    },

    promote: ({ office, params, body }) => toEmployee(agents.promote(agents.get(office, params.name), body)),

    setSkills: ({ office, params, body }) =>
      toEmployee(agents.setSkills(agents.get(office, params.name), body)),

    logStatusEvent({ office, params, body, caller }) {
      const agent = agents.get(office, params.name);
      requireSelf(caller, agent.name);
      if (body.type.trim() === '') throw badRequest('type must not be empty.');
      const summary = body.message ?? body.type;
      if (body.type === 'error') agents.setError(agent, summary);
      agents.report(agent, body.type, summary);
    },

    archive: ({ office, params }) => lifecycle.archive(office, agents.get(office, params.name)),

    restore: ({ office, params }) => lifecycle.restore(office, agents.get(office, params.name)),

    rotateCredentials: ({ office, params }) => agents.rotateCredentials(agents.get(office, params.name)),

    lifecycle: ({ office, params, body }) =>
      lifecycle.move(office, agents.get(office, params.name), body.action),

    events: ({ office, params }) =>
      activity
        .list(agents.get(office, params.name), { ...pageOf({}), categories: ['lifecycle'] })
        .map(({ type, summary, at }) => ({ type, message: summary, timestamp: isoTime(at) })),

    chatSessions: ({ office, params }) =>
      sessions.ofAgent(agents.get(office, params.name)).map(({ session_key, started_at, messages }) => ({
        session_key,
        started_at: isoTime(started_at),
        messages,
      })),

    heartbeat({ office, params, caller }) {
      const agent = agents.get(office, params.name);
      requireSelf(caller, agent.name);
      agents.heartbeat(agent);
      return { ok: true };
    },
  };
}

/** An agent as responses show it, without the credentials that it was given. */
function toEmployee(agent: AgentRow): Employee {
  const { agentKit: _, ...spec } = specOf(agent);
  return {
    name: agent.name,
    ...spec,
    status: {
      phase: agent.phase,
      ready: agent.phase === 'ready',
      gatewayEndpoint: `http://${agent.name}.${agent.office_id}.svc.cluster.local:8080`,
      ...(agent.last_seen !== null && { lastSeen: isoTime(agent.last_seen) }),
      ...(agent.message !== null && { message: agent.message }),
    },
  };
}

/** The part of an agent that a caller may see: other agents see no variables, configuration or prompt. */
function visibleTo(caller: Caller, agent: AgentRow): Employee {
  const employee = toEmployee(agent);
  if (caller.kind === 'user' || caller.agent.id === agent.id) return employee;
  const { name, role, skills, modelTier, modelProvider, status } = employee;
  return {
    name,
    ...(role !== undefined && { role }),
    ...(skills !== undefined && { skills }),
    modelTier,
    modelProvider,
    status,
  };
}

function toActivityEvent({ id, category, type, summary, at, metadata }: ActivityRow): ActivityEvent {
  return {
    id,
    category: category as ActivityEvent['category'],
    type,
    summary,
    timestamp: isoTime(at),
    ...(metadata !== null && { metadata: JSON.parse(metadata) }),
  };
}
