import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import type { AnyHandler } from '../handlers/Handler.ts';
import { handlers } from '../handlers/handlers.ts';
import type { Host } from './Host.ts';

/** An operation at the place where one of the hosts serves it. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** The path's segments; a parameter stands in braces. */
  readonly segments: readonly string[];
  /** None when the emulator does not know this operation yet. */
  readonly handler: AnyHandler | undefined;
}

/** The routes of a host, out of the contract; those with fixed segments before those that would swallow them. */
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

/** The name of the parameter that a segment stands for, if it stands for one. */
export function parameterIn(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1];
}

/** Sorts fixed segments before parameters, from left to right; of two names for one route, the one that is served. */
function rank({ segments, handler }: Route): string {
  const kinds = segments.map((segment) => (parameterIn(segment) === undefined ? '0' : '1'));
  return kinds.join('') + (handler ? '0' : '1');
}
