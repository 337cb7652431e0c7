import { contract, type Endpoint, isDestructive } from '@mitosislabs/api/contract';
import operations from './operations.json' with { type: 'json' };

/** A JSON Schema. */
export type JSONSchema = Readonly<Record<string, unknown>>;

/** An operation of the platform, as a model sees it. */
export interface Operation {
  /** Its entry in the contract. */
  readonly endpoint: Endpoint;
  /** Its effect, in one sentence. */
  readonly summary: string;
  /** The schema of its input: path parameters by name, `body` and `query`. */
  readonly input: JSONSchema & {
    readonly properties: Readonly<Record<string, JSONSchema>>;
    readonly required: readonly string[];
  };
  /** The schema of its output, if it returns JSON. */
  readonly output: JSONSchema | undefined;
  readonly effect: 'reads' | 'changes' | 'destroys';
}

/** Operations whose output is a secret. No tool calls them. */
const SECRET = new Set([
  'env.values',
  'env.getAgentEnv',
  'offices.kubeconfig',
  'offices.rotateSecret',
  'whatsapp.qrStatus',
  'whatsapp.officeQRStatus',
]);

const entries = new Map<string, Endpoint>(
  Object.values(contract).flatMap((group) => Object.values<Endpoint>(group).map((one) => [one.name, one])),
);

/**
 * The operations that tools can call, by name: those with JSON in and out, whose output is no secret.
 */
export const catalog: ReadonlyMap<string, Operation> = new Map(
  Object.entries(operations as unknown as Record<string, Omit<Operation, 'endpoint' | 'effect'>>).flatMap(
    ([name, { summary, input, output }]) => {
      const endpoint = entries.get(name);
      if (!endpoint || SECRET.has(name)) return [];
      return [[name, { endpoint, summary, input, output, effect: effectOf(endpoint) }] as const];
    },
  ),
);

/** Returns the contract entry of an operation. */
export function endpointOf(name: string): Endpoint {
  const endpoint = entries.get(name);
  if (!endpoint) throw new Error(`the contract has no operation ${name}`);
  return endpoint;
}

/** Whether an agent, or a user, may call an operation. */
export function isOpenTo(endpoint: Endpoint, caller: 'agent' | 'user'): boolean {
  return caller === 'agent' ? endpoint.access.agents !== 'none' : endpoint.side !== 'agent';
}

/** A command of `once` may do anything, so it counts as destructive. */
function effectOf(endpoint: Endpoint): Operation['effect'] {
  if (endpoint.idempotency === 'safe') return 'reads';
  return isDestructive(endpoint) || endpoint.idempotency === 'once' ? 'destroys' : 'changes';
}
