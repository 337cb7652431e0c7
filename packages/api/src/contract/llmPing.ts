import { pingResultSchema } from '../types/PingResult.ts';
import type { Group } from './Endpoint.ts';

/** The operations that try models. */
export const llmPing = {
  ping: {
    name: 'llmPing.ping',
    route: 'POST /api/v1/offices/{officeId}/llm-ping',
    answer: 'json',
    output: pingResultSchema,
    repeat: 'keyed',
  },
  agentPing: {
    name: 'llmPing.agentPing',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/llm-ping',
    answer: 'json',
    output: pingResultSchema,
    repeat: 'keyed',
  },
} as const satisfies Group;
