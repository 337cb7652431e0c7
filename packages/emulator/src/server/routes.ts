import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import type { AnyHandler } from '../core/Handler.ts';
import type { Host } from '../core/Host.ts';

/** An operation on one of the hosts. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** The path's segments; a parameter is in braces. */
  readonly segments: readonly string[];
  /** The name and the position of each parameter among the segments. */
  readonly parameters: readonly (readonly [name: string, index: number])[];
  /** `undefined` if the emulator does not serve this operation yet. */
  readonly handler: AnyHandler | undefined;
}

/** Lists the routes of a host with their handlers. Routes with fixed segments come before those that would match them too. */
export function routesOf(host: Host, handlers: object): Route[] {
  const routes: Route[] = [];
  for (const [groupName, group] of Object.entries(contract as Readonly<Record<string, Group>>)) {
    const known = (handlers as Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>)[groupName];
    for (const [name, endpoint] of Object.entries(group)) {
      const [method = '', path = ''] = endpoint.route.split(' ');
      const here = host === 'dashboard' ? endpoint.dashboardPath : path;
      if (here === undefined) continue;
      const segments = here.split('/');
      const parameters = segments.flatMap((segment, index) => {
        const parameter = parameterIn(segment);
        return parameter === undefined ? [] : [[parameter, index] as const];
      });
      routes.push({ endpoint, method, segments, parameters, handler: known?.[name] });
    }
  }
  const ranked = routes.map((route) => ({ route, rank: rank(route) }));
  // Not `localeCompare`: its first call loads the rules of a language.
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)));
  return ranked.map(({ route }) => route);
}

/** The name of the parameter in a segment, if it has one. */
function parameterIn(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1];
}

/** Sorts fixed segments before parameters, from left to right. Of two operations on one route, the one with a handler is first. */
function rank({ segments, handler }: Route): string {
  const kinds = segments.map((segment) => (parameterIn(segment) === undefined ? '0' : '1'));
  return kinds.join('') + (handler ? '0' : '1');
}
