import type { Host } from '../core/Host.ts';
import { handlersOf } from '../handlers/handlers.ts';
import type { Platform } from '../platform/Platform.ts';
import { pathParameters, splitTarget } from './input.ts';
import { type Route, routesOf } from './routes.ts';

/** An operation that a request names, with its path parameters. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the operation of a request by its method and target, before it is served or after. */
export class RouteIndex {
  readonly #platform: Platform;
  readonly #routes = new Map<string, Route[]>();
  readonly #filled = new Set<Host>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Finds the operation and its parameters; `undefined` for a route that is not in the contract. */
  match(host: Host, method: string, target: string): RouteMatch | undefined {
    const [path] = splitTarget(target);
    const route = this.find(host, method, path);
    if (!route) return undefined;
    try {
      return { route, params: pathParameters(route, path) };
    } catch {
      // A parameter that is malformed: the request is refused.
      return { route, params: {} };
    }
  }

  /** Finds the operation of a path; `undefined` for a route that is not in the contract. */
  find(host: Host, method: string, path: string): Route | undefined {
    if (!this.#filled.has(host)) this.#fill(host);
    const segments = path.split('/');
    const verb = method === 'HEAD' ? 'GET' : method;
    return this.#routes.get(keyOf(host, verb, segments.length))?.find((route) => fits(route, segments));
  }

  #fill(host: Host): void {
    this.#filled.add(host);
    for (const route of routesOf(host, handlersOf(this.#platform))) {
      const key = keyOf(host, route.method, route.segments.length);
      this.#routes.set(key, [...(this.#routes.get(key) ?? []), route]);
    }
  }
}

/** The name of the agent in the path of a request. */
export function agentInPath({ route, params }: RouteMatch): string | undefined {
  const inName = route.segments.includes('employees') ? params['name'] : undefined;
  return inName ?? params['agentName'] ?? params['agentId'];
}

function keyOf(host: Host, method: string, segments: number): string {
  return `${host} ${method} ${segments}`;
}

function fits(route: Route, segments: readonly string[]): boolean {
  for (const [index, pattern] of route.segments.entries()) {
    const segment = segments[index];
    if (pattern.startsWith('{') ? segment === '' : segment !== pattern) return false;
  }
  return true;
}
