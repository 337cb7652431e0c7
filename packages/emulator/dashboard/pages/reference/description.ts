import { request } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { type Description, type Operation, operationsOf, type Schema } from './openapi.ts';

/** The operations of the platform, and the types of their bodies. */
export interface Api {
  operations: readonly Operation[];
  schemas: Readonly<Record<string, Schema>>;
}

let loading: Promise<Api> | undefined;

/** Loads the description of the API once. */
export function loadApi(): Promise<Api> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The names of all operations and groups, for fields that ask for one; empty until they are loaded. */
export function useOperationNames(): readonly string[] {
  const { data } = useLoaded('api', loadApi);
  if (!data) return [];
  // The log and the rules know an operation by one name, whichever host it is called on.
  const names = data.operations.map(({ name }) => name.replace(/\.dashboard$/, ''));
  const groups = data.operations.map(({ group }) => `${group}.*`);
  return [...new Set([...groups, ...names])].sort();
}

async function load(): Promise<Api> {
  const response = await request('/assets/openapi.json');
  const description = (await response.json()) as Description;
  return { operations: operationsOf(description), schemas: description.components.schemas };
}
