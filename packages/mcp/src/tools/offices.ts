import { z } from 'zod';
import { fields, limit, list, office } from './fields.ts';
import { workTool } from './Tool.ts';

const MOST = 200;

/** The tools about offices and their credits. */
export const officeTools = [
  workTool({
    name: 'list_offices',
    description: 'List the offices of this account.',
    operations: ['offices.list'],
    effect: 'reads',
    input: z.strictObject({}),
    output: list(fields({ id: 's', name: 's' })),
    async run(_, { platform, request }) {
      const offices = await platform.offices.list(request);
      return offices.map(({ id, name }) => ({ id, name }));
    },
  }),
  workTool({
    name: 'list_agents',
    description: 'List the agents of an office: who can be asked, and who is ready.',
    operations: ['employees.list'],
    effect: 'reads',
    input: z.strictObject({ office }),
    output: list(fields({ name: 's', role: 's', model: 's', phase: 's', ready: 'b' })),
    async run(input, { platform, request, office: find }) {
      const agents = await platform.agents.list(await find(input.office), request);
      return agents.slice(0, MOST).map(({ name, role, modelTier, status }) => ({
        name,
        ...(role !== undefined && { role }),
        ...(modelTier !== undefined && { model: modelTier }),
        phase: status.phase,
        ready: status.ready,
      }));
    },
  }),
  workTool({
    name: 'agent_activity',
    description: 'Show what an agent did recently, newest first.',
    operations: ['employees.activity'],
    effect: 'reads',
    standsFor: 'employees.activity',
    input: z.strictObject({ office, agent: z.string().min(1), limit: limit(20, MOST) }),
    output: list(fields({ category: 's', type: 's', summary: 's', timestamp: 's' })),
    async run({ agent, limit = 20, ...input }, { platform, request, office: find }) {
      const id = await find(input.office);
      return (await platform.agents.activity(id, agent, { limit }, request)).slice(0, limit);
    },
  }),
  workTool({
    name: 'get_credits',
    description: 'Show the credits of an office.',
    operations: ['credits.balance'],
    effect: 'reads',
    standsFor: 'credits.balance',
    input: z.strictObject({ office }),
    output: fields({ office_id: 's', balance: 'n' }),
    async run(input, { platform, request, office: find }) {
      return platform.credits.balance(await find(input.office), request);
    },
  }),
];
