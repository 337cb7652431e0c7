import type { Endpoint } from '@mitosislabs/api/contract';
import { closest, InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { Settings } from '../MCPOptions.ts';
import { catalog, endpointOf, isOpenTo, type Operation } from './catalog.ts';

/** The parts of a tool that decide whether it is offered. */
export interface Selectable {
  readonly name: string;
  /** The operations that it calls. */
  readonly operations: readonly string[];
}

/** Decides which tools and operations are offered, from `allow`, `deny`, `readOnly`, the office and the caller. */
export class Selection {
  readonly #allow: readonly RegExp[];
  readonly #deny: readonly RegExp[];
  readonly #readOnly: boolean;
  readonly #isConfined: boolean;
  readonly #caller: 'agent' | 'user';

  constructor({ allow, deny, readOnly, office, transport }: Settings) {
    this.#allow = allow.map(pattern);
    this.#deny = deny.map(pattern);
    this.#readOnly = readOnly;
    this.#isConfined = office !== undefined;
    this.#caller = transport.authMethod === 'agent' ? 'agent' : 'user';
  }

  /** Whether a tool is offered: it or all of its operations are allowed, and none of both is denied. */
  offersTool({ name, operations }: Selectable): boolean {
    const endpoints = operations.map(endpointOf);
    if (!endpoints.every((endpoint) => this.#isPossible(endpoint))) return false;
    if ([name, ...operations].some((one) => matches(this.#deny, one))) return false;
    return (
      matches(this.#allow, name) ||
      (operations.length > 0 && operations.every((one) => matches(this.#allow, one)))
    );
  }

  /** Whether a name is denied. */
  isDenied(name: string): boolean {
    return matches(this.#deny, name);
  }

  /** Whether an operation is offered as it is. */
  offersOperation({ endpoint }: Operation): boolean {
    const names = [endpoint.name, toolNameOf(endpoint)];
    if (!this.#isPossible(endpoint) || names.some((name) => matches(this.#deny, name))) return false;
    return names.some((name) => matches(this.#allow, name));
  }

  /** The operations that are offered. */
  operations(): Operation[] {
    return [...catalog.values()].filter((operation) => this.offersOperation(operation));
  }

  #isPossible(endpoint: Endpoint): boolean {
    if (this.#readOnly && endpoint.idempotency !== 'safe') return false;
    // Confined to one office: what is about no office could reach the others.
    if (this.#isConfined && !endpoint.route.includes('{officeId}')) return false;
    return isOpenTo(endpoint, this.#caller);
  }
}

/** Returns the name of the tool of an operation: `tasks_create`. */
export function toolNameOf({ name }: Endpoint): string {
  return name.replace('.', '_');
}

/**
 * Checks that each pattern names something.
 *
 * @param name - The option.
 * @param patterns - Its patterns.
 * @param tools - The names of the tools.
 * @throws {@link InvalidArgumentError} for one that matches nothing: a mistake in it would offer or withhold the wrong tools.
 */
export function assertPatterns(name: string, patterns: readonly string[], tools: readonly string[]): void {
  const names = [
    ...tools,
    ...[...catalog.values()].flatMap(({ endpoint }) => [endpoint.name, toolNameOf(endpoint)]),
  ];
  for (const text of patterns) {
    const expression = pattern(text);
    if (names.some((one) => expression.test(one)) || isHidden(text)) continue;
    const meant = closest(text, names);
    throw new InvalidArgumentError(
      `options.${name}`,
      `has ${JSON.stringify(text)}, which names no tool and no operation`,
      {
        hint: meant
          ? `Did you mean \`${meant}\`?`
          : 'Write the name of a tool (`ask_agent`) or an operation (`tasks.create`, `tasks.*`).',
      },
    );
  }
}

/** Whether a pattern names an operation that no tool may call: to deny it changes nothing. */
function isHidden(text: string): boolean {
  try {
    return endpointOf(text) !== undefined;
  } catch {
    return false;
  }
}

function matches(patterns: readonly RegExp[], name: string): boolean {
  return patterns.some((one) => one.test(name));
}

function pattern(text: string): RegExp {
  const source = text
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`);
}
