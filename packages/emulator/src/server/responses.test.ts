import { contract } from '@mitosislabs/api/contract';
import { describe, expect, test } from 'vitest';
import { encodeResult, fileResponse } from './responses.ts';

const task = { id: 't', office_id: 'o', title: 'x', status: 'queued', created_at: '2030-01-01T00:00:00Z' };

describe('encodeResult', () => {
  test('default: encodes results of the contract, with unknown fields', () => {
    expect(encodeResult(contract.tasks.get, { ...task, more: 1 })).toEqual({
      status: 200,
      body: JSON.stringify({ ...task, more: 1 }),
    });
    expect(encodeResult(contract.tasks.log, undefined)).toEqual({ status: 204, body: null });
    expect(encodeResult(contract.offices.kubeconfig, 'text')).toEqual({ status: 200, body: 'text' });
    expect(encodeResult(contract.capabilities.self, null)).toEqual({ status: 200, body: 'null' });
  });

  test.each([
    ['a missing field', { ...task, title: undefined }, 'title must be'],
    ['a wrong type', { ...task, priority: 'high' }, 'priority must be'],
    ['null in place of nothing', { ...task, result: null }, 'result must be'],
    ['a list in place of an object', [], 'must be'],
    ['nothing', undefined, 'must be'],
  ])('error: reports %s as an internal error', (_, value, problem) => {
    expect(() => encodeResult(contract.tasks.get, value)).toThrow(
      expect.objectContaining({
        status: 500,
        code: 'contract_violation',
        message: expect.stringMatching(`tasks\\.get.*${problem}`),
      }),
    );
  });
});

describe('fileResponse', () => {
  test.each([
    ['report.md', "attachment; filename*=UTF-8''report.md"],
    ['a "b";\\c.txt', "attachment; filename*=UTF-8''a%20%22b%22%3B%5Cc.txt"],
    ["it's (1)*.txt", "attachment; filename*=UTF-8''it%27s%20%281%29%2A.txt"],
    ['../ü😀', "attachment; filename*=UTF-8''..%2F%C3%BC%F0%9F%98%80"],
  ])('behavior: encodes the name %j (RFC 8187)', (name, header) => {
    const { headers } = fileResponse({ name, content: new Uint8Array() });
    expect(headers.get('content-disposition')).toBe(header);
  });
});
