import type { contract, InputOf, OutputOf } from '@mitosislabs/api/contract';
import { connection, loseConnection, token } from './connection.ts';

type Contract = typeof contract;
type Operation = { [Name in keyof Contract]: Contract[Name][keyof Contract[Name]] }[keyof Contract];
/** The route of an operation, as in the contract. */
export type OperationRoute = Operation['route'];
type OperationOf<Route> = Extract<Operation, { route: Route }>;

/** A request that failed. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** The HTTP status; 0 if there was no response. */
  readonly status: number;
  /** The code of the error. */
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** How long a page takes to be left at most, in ms. */
const LEAVING_MS = 100;
const deletions = new Set<Promise<unknown>>();

/** Resolves when nothing is being deleted, and a page of something deleted is left: it cannot be read any more. */
export async function deletionsEnded(): Promise<void> {
  while (deletions.size > 0) {
    await Promise.allSettled(deletions);
    await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
  }
}

/** Calls an operation of the platform as an administrator. */
export async function call<const Route extends OperationRoute>(
  route: Route,
  input: InputOf<OperationOf<Route>>,
  signal?: AbortSignal,
): Promise<OutputOf<OperationOf<Route>>> {
  const { body, query, ...parameters } = input as {
    body?: unknown;
    query?: Record<string, unknown>;
  } & Record<string, string>;
  const [method = '', path = ''] = route.split(' ');
  const sent = request(`/__emulator/office-manager${fill(path, parameters)}${search(query)}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
    ...(signal && { signal }),
  });
  if (method === 'DELETE') deletions.add(sent);
  const response = await sent.finally(() => deletions.delete(sent));
  const type = response.headers.get('Content-Type') ?? '';
  const isJson = type.startsWith('application/json');
  const result: unknown = response.status === 204 ? undefined : isJson ? await response.json() : response;
  return result as OutputOf<OperationOf<Route>>;
}

/**
 * Sends a request with the control token.
 *
 * @throws {@link RequestError} when the response is not a success, or there is none.
 */
export async function request(target: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const sent = token.value;
  headers.set('Authorization', `Bearer ${sent}`);
  let response: Response;
  try {
    response = await fetch(target, { ...init, headers, cache: 'no-store', redirect: 'error' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    loseConnection();
    throw new RequestError('The emulator does not respond.', 0, 'no_response');
  }
  if (response.ok) return response;
  if (response.status === 401 && sent === token.value) connection.value = 'refused';
  const { error, code } = (await response.json().catch(() => ({}))) as { error?: string; code?: string };
  throw new RequestError(
    error ?? `The emulator responded with ${response.status}.`,
    response.status,
    code ?? '',
  );
}

/** Fills the parameters of a path. */
function fill(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeSegment(parameters[name] ?? ''));
}

/** Encodes a segment so that a browser does not resolve it: `.` and `..` too. */
export function encodeSegment(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E'));
}

function search(query: Readonly<Record<string, unknown>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
