import { signal } from '@preact/signals';
import { takeToken } from './connection.ts';

/** The path in the fragment of the address, in segments: `#/offices/ID` is `['offices', 'ID']`. */
export const path = signal<readonly string[]>(readPath());

/** The query in the fragment of the address: choices within a page. */
export const query = signal(readQuery());

addEventListener('hashchange', () => {
  path.value = readPath();
  query.value = readQuery();
});

function readQuery(): URLSearchParams {
  return new URLSearchParams(location.hash.split('?')[1] ?? '');
}

function readPath(): readonly string[] {
  takeToken();
  const [place = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return place
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The address of a page: ``link`offices/${id}/tasks` ``. Values are encoded. */
export function link(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return `#/${parts.map((part, index) => part + (index < values.length ? encodeURIComponent((values[index] ?? '').toWellFormed()) : '')).join('')}`;
}

/** Goes to a page. */
export function go(address: string): void {
  location.hash = address;
}

/**
 * Call it before a request after which the page changes.
 *
 * @returns a function that goes to a page, unless the user has gone to another one meanwhile.
 */
export function goFromHere(): (address: string) => void {
  const page = readPath().join('/');
  return (address) => {
    if (readPath().join('/') === page) go(address);
  };
}

/**
 * Compares a path with a pattern such as `offices/:officeId/tasks`.
 *
 * @returns the parameters, or `undefined` if they differ.
 */
export function match(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const expected = pattern.split('/').filter((segment) => segment !== '');
  if (expected.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) parameters[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
}
