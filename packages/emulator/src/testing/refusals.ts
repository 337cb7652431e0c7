import { expect } from 'vitest';
import { failure } from './world.ts';

/** Each of the calls must end with 404. */
export async function allMissing(calls: Promise<unknown>[]): Promise<void> {
  for (const error of await Promise.all(calls.map(failure))) {
    expect(error).toMatchObject({ status: 404, code: 'not_found' });
  }
}

/** Each of the calls must end with 400. */
export async function allRefused(calls: Promise<unknown>[]): Promise<void> {
  for (const error of await Promise.all(calls.map(failure))) {
    expect(error).toMatchObject({ status: 400, code: 'invalid_request' });
  }
}
