import { expect, test } from 'vitest';
import { encodeBody } from './encodeBody.ts';
import type { StreamBody } from './StreamBody.ts';

test('error: a source that failed in one attempt is not blamed for the next one', async () => {
  let opened = 0;
  const { body, failure } = encodeBody({
    contentType: 'text/plain',
    isReplayable: true,
    async *open() {
      if (++opened === 1) throw new Error('no disk');
      yield new Uint8Array(1);
    },
  });
  const read = async (): Promise<void> => {
    for await (const _ of (body as StreamBody).open());
  };
  await expect(read()).rejects.toThrow('no disk');
  expect(failure?.()?.reason).toMatchObject({ message: 'no disk' });
  await read();
  expect(failure?.()).toBeUndefined();
});
