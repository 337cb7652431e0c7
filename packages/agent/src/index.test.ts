import { expect, test } from 'vitest';
import * as agent from './index.ts';

test('default: exports the documented names', () => {
  expect(Object.keys(agent).sort()).toEqual([
    'BrainError',
    'STREAMING_ANSWERS',
    'answerPart',
    'defineAgent',
    'echoBrain',
    'exceedsContext',
    'modelBrain',
    'officeTools',
    'readAnswerPart',
    'runFleet',
    'tool',
  ]);
});
