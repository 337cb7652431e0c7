import type { Operation } from './openapi.ts';

/** The fields of the form that tries an operation. */
export interface Inputs {
  /** The parameters by name; empty ones are not sent. */
  parameters: Readonly<Record<string, string>>;
  /** The text of a JSON body. */
  body: string;
  /** The file of an upload. */
  file?: File;
}

/** A request to try. */
export interface TriedRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body?: string | FormData;
}

/**
 * Creates the request for an operation.
 *
 * @throws when a parameter of the path is missing, or the body is not JSON.
 */
export function requestOf({ method, path, parameters, body }: Operation, inputs: Inputs): TriedRequest {
  const query = new URLSearchParams();
  let target = path;
  for (const { name, in: place } of parameters) {
    const value = inputs.parameters[name] ?? '';
    if (place === 'query' && value !== '') query.set(name, value);
    if (place !== 'path') continue;
    if (value === '') throw new Error(`Enter ${name}.`);
    if (/^\.{1,2}$/.test(value)) throw new Error(`${name} cannot be ${value}.`);
    target = target.replace(`{${name}}`, () => encodeURIComponent(value));
  }
  const search = query.toString();
  const request: TriedRequest = { method, target: search ? `${target}?${search}` : target, headers: {} };
  if (!body) return request;
  if (body.type === 'multipart/form-data') {
    if (!inputs.file) throw new Error('Choose a file.');
    const form = new FormData();
    form.set('file', inputs.file);
    return { ...request, body: form };
  }
  try {
    JSON.parse(inputs.body);
  } catch (cause) {
    throw new Error(`The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return { ...request, headers: { 'content-type': 'application/json' }, body: inputs.body };
}
