import { contract } from '@mitosislabs/api/contract';
import { startEmulator } from '@mitosislabs/emulator';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';

test('default: the emulator serves a valid OpenAPI 3.1 description of every operation', async () => {
  await using emulator = await startEmulator();
  const response = await fetch(`${emulator.endpoint}/openapi.json`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const description = (await response.json()) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  expect(await new Validator().validate(structuredClone(description))).toMatchObject({ valid: true });
  expect(description.openapi).toBe('3.1.0');
  const described = Object.values(description.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  const operations = Object.values(contract).flatMap((group) => Object.values(group).map(({ name }) => name));
  expect(operations.filter((name) => !described.includes(name))).toEqual([]);
  expect(operations).toContain('tasks.create');
});
