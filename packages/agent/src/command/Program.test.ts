import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { brainContext, wholeOf } from '../../test/brainContext.ts';
import { commandBrain } from './commandBrain.ts';

// Without file descriptors, Node gives a child without pipes, and soon an error.
vi.mock('node:child_process', () => ({
  spawn: () => {
    const child = new EventEmitter();
    const error = Object.assign(new Error('spawn cat EMFILE'), { code: 'EMFILE' });
    process.nextTick(() => child.emit('error', error));
    return child;
  },
}));

test('error: reports a process at its limit of open files', async () => {
  const brain = commandBrain({ command: 'cat' });
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({
    code: 'brain_stopped',
    message: 'cat cannot be run: EMFILE.',
  });
  await brain.close();
});
