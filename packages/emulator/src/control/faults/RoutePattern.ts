import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { splitTarget } from '../../server/input.ts';

/** A method and a path with wildcards. */
export interface RoutePattern {
  /** The method; `*` for all. */
  readonly method: string;
  /** The segments of the path; `undefined` is any segment. */
  readonly segments: readonly (string | undefined)[];
  /** Whether any further segments follow. */
  readonly isOpen: boolean;
}

/** Parses a pattern such as `POST /api/v1/offices/:id/tasks`. A parameter can also be written as `{id}` or `*`; `**` at the end is any rest. */
export function parseRoute(text: string): RoutePattern {
  const [, method, path] = /^([A-Za-z]+|\*) (\/[^\s?#]*)$/.exec(text) ?? [];
  if (method === undefined || path === undefined) {
    throw new InvalidArgumentError('rule.route', 'must be a method and a path, without a query', {
      hint: 'Write it like `POST /api/v1/offices/:id/tasks`, or with `*` for every method.',
    });
  }
  const isWildcard = (segment: string): boolean => /^(\*|:\w+|\{\w+\})$/.test(segment);
  const isOpen = path.endsWith('/**');
  const fixed = isOpen ? path.slice(0, -'/**'.length) : path;
  return {
    method: method.toUpperCase(),
    isOpen,
    segments: fixed.split('/').map((segment) => (isWildcard(segment) ? undefined : segment)),
  };
}

/** Whether a request is on a route. */
export function isOnRoute(
  { method, segments, isOpen }: RoutePattern,
  requested: string,
  target: string,
): boolean {
  if (method !== '*' && method !== requested) return false;
  const parts = splitTarget(target)[0].split('/');
  return (
    (isOpen ? parts.length >= segments.length : parts.length === segments.length) &&
    segments.every((segment, index) =>
      segment === undefined ? parts[index] !== '' : segment === parts[index],
    )
  );
}
