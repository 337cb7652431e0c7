import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import { badRequest } from '../ApiError.ts';
import type { AnyHandler } from '../core/Handler.ts';
import type { Host } from '../core/Host.ts';
import { handlers } from '../handlers/handlers.ts';

/** An operation on one of the hosts. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** The path's segments; a parameter stands in braces. */
  readonly segments: readonly string[];
  /** `undefined` if the emulator does not serve this operation yet. */
  readonly handler: AnyHandler | undefined;
}

/** Lists the routes of a host from the contract: those with fixed segments before those that would match them too. */
export function routesOf(host: Host): Route[] {
  const routes: Route[] = [];
  for (const [groupName, group] of Object.entries(contract as Readonly<Record<string, Group>>)) {
    const known = (handlers as Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>)[groupName];
    for (const [name, endpoint] of Object.entries(group)) {
      const [method = '', path = ''] = endpoint.route.split(' ');
      const here = host === 'dashboard' ? endpoint.dashboardPath : path;
      if (here !== undefined)
        routes.push({ endpoint, method, segments: here.split('/'), handler: known?.[name] });
    }
  }
  return routes.sort((a, b) => rank(a).localeCompare(rank(b)));
}

/** The name of the parameter in a segment, if it has one. */
export function parameterIn(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1];
}

/** Reads the path parameters of a request. Each is exactly one segment of the raw path, decoded once. */
export function pathParameters(route: Route, rawPath: string): Record<string, string> {
  const segments = rawPath.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const name = parameterIn(segment);
    if (name === undefined) continue;
    const value = decode(segments[index] ?? '');
    if (value === undefined || ['', '.', '..'].includes(value) || value.includes('\0')) {
      throw badRequest(`The segment for ${name} in the path is not a name.`);
    }
    parameters[name] = value;
  }
  return parameters;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Sorts fixed segments before parameters, from left to right; of two names for one route, the one that is served. */
function rank({ segments, handler }: Route): string {
  const kinds = segments.map((segment) => (parameterIn(segment) === undefined ? '0' : '1'));
  return kinds.join('') + (handler ? '0' : '1');
}
