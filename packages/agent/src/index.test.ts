import { expect, test } from 'vitest';
import * as agent from './index.ts';

test('default: the package exports what it documents', () => {
  expect(Object.keys(agent).sort()).toEqual([
    'BrainError',
    'STREAMING_ANSWERS',
    'answerPart',
    'defineAgent',
    'echoBrain',
    'readAnswerPart',
  ]);
});
