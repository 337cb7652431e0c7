import { readFile } from 'node:fs/promises';

const description = new URL('../../../packages/emulator/openapi.json', import.meta.url);
const { paths } = JSON.parse(await readFile(description, 'utf8')) as { paths: Record<string, object> };

/** The number of operations that the API reference has: those of the contract, on each of the hosts. */
export const operationCount = Object.values(paths).flatMap((path) => Object.keys(path)).length;
