import type { HttpMethod } from '@mitosislabs/transport';
import { UsageError } from '../errors/UsageError.ts';

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** The job of `mi api`: call a path or an operation, or describe operations. */
export type Target =
  | { kind: 'path'; method: HttpMethod | undefined; path: string }
  | { kind: 'operation'; name: string; names: string[] }
  | { kind: 'list' }
  | { kind: 'describe'; name: string };

/**
 * Parses the arguments of `mi api`: `[METHOD] <path>`, `<operation> [name…]`, `list`, or `describe <operation>`.
 *
 * @throws {@link UsageError} if they are none of these.
 */
export function parseTarget(args: readonly string[]): Target {
  const [first = '', second, ...others] = args;
  if (first === 'list' && second === undefined) return { kind: 'list' };
  if (first === 'describe') {
    if (second === undefined || others.length > 0) {
      throw new UsageError('describe takes one operation', { hint: '`mi api list` shows them.' });
    }
    return { kind: 'describe', name: second };
  }
  const method = METHODS.find((known) => known === first.toUpperCase());
  if (method !== undefined && second !== undefined) {
    if (others.length > 0) throw new UsageError(`unexpected argument: ${others[0]}`);
    return { kind: 'path', method, path: pathOf(second) };
  }
  if (/^[a-z]\w*\.[a-z]\w*$/i.test(first)) {
    return { kind: 'operation', name: first, names: args.slice(1) };
  }
  if (first.startsWith('/')) {
    if (second !== undefined) throw new UsageError(`unexpected argument: ${second}`);
    return { kind: 'path', method: undefined, path: first };
  }
  if (second?.startsWith('/')) {
    throw new UsageError(`${first} is not a method`, { hint: `One of ${METHODS.join(', ')}.` });
  }
  throw new UsageError(
    `${method === undefined ? first : 'a path'} is ${method === undefined ? 'no path' : 'missing'}`,
    {
      hint: 'It takes a path such as /api/v1/offices, or an operation such as offices.list. `mi api list` shows the operations.',
    },
  );
}

function pathOf(path: string): string {
  if (path.startsWith('/')) return path;
  throw new UsageError(`the path must begin with /, not ${path}`);
}
