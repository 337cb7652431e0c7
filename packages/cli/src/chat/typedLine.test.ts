import { expect, test } from 'vitest';
import { typedLine } from './typedLine.ts';

const meant = (text: string) => {
  const line = typedLine(text, ['help', 'files', 'tasks']);
  return line.kind === 'message' ? line.text : line.kind === 'command' ? `command ${line.name}` : line.note;
};

test.each([
  ['hello', 'hello'],
  ['/tasks', 'command tasks'],
  ['/QUIT', 'command quit'],
  ['/files in here', 'command files'],
  ['/nothing', 'there is no command /nothing: /help lists them'],
  ['/taks', 'there is no command /taks: did you mean /tasks?'],
  ['/flies please', 'there is no command /flies: did you mean /files?'],
  ['//files', '/files'],
  ['/etc/hosts is empty', '/etc/hosts is empty'],
  ['/var is full', '/var is full'],
  ['/help\nsecond line', '/help\nsecond line'],
])('default: %j', (text, wanted) => {
  expect(meant(text)).toBe(wanted);
});
