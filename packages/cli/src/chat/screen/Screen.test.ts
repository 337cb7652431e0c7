import { expect, test } from 'vitest';
import { Screen } from './Screen.ts';

function screenOf(size: { columns: number; rows: number }) {
  const writes: string[] = [];
  const output = { ...size, write: (text: string) => writes.push(text) };
  return { screen: new Screen(output as never), writes, output };
}

const block = (...lines: string[]) => ({ lines, row: lines.length - 1, column: 2 });

test('default: each change is one write, and lines that stay are not drawn again', () => {
  const { screen, writes } = screenOf({ columns: 40, rows: 10 });
  screen.draw(block('one', 'two', 'in> '));
  screen.draw(block('one', 'two!', 'in> '));
  screen.draw(block('one', 'two!', 'three', 'in> '));
  screen.draw(block('one', 'in> x'));
  expect(writes).toEqual([
    '\r\u001b[Jone\ntwo\nin> \r\u001b[2C',
    '\u001b[1A\r\u001b[Jtwo!\nin> \r\u001b[2C',
    '\r\u001b[Jthree\nin> \r\u001b[2C',
    '\u001b[2A\r\u001b[Jin> x\r\u001b[2C',
  ]);
});

test('behavior: after a change of width, everything is drawn again', () => {
  const { screen, writes, output } = screenOf({ columns: 40, rows: 10 });
  screen.draw(block('one', 'in> '));
  output.columns = 30;
  screen.draw(block('one', 'in> '));
  expect(writes[1]).toBe('\u001b[1A\r\u001b[Jone\nin> \r\u001b[2C');
});

test('behavior: a block that is too high shows its end', () => {
  const { screen, writes } = screenOf({ columns: 40, rows: 4 });
  screen.draw(block('1', '2', '3', '4', 'in> '));
  expect(writes).toEqual(['\r\u001b[J3\n4\nin> \r\u001b[2C']);
});

test('behavior: in a window that became narrower, the rows that lines were wrapped onto are cleared too', () => {
  const { screen, writes, output } = screenOf({ columns: 40, rows: 10 });
  screen.draw(block('x'.repeat(30), 'y'.repeat(21), 'in> '));
  output.columns = 10;
  screen.draw(block('in> '));
  // The lines of 30 and 21 columns take up three rows each by now.
  expect(writes[1]).toBe('\u001b[6A\r\u001b[Jin> \r\u001b[2C');
});
