import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { processStart } from './processToken.node.ts';

test.runIf(process.platform === 'linux')(
  'default: tells processes of one pid apart by their start',
  async () => {
    const own = processStart(process.pid);
    expect(own).toMatch(/^[1-9]\d*$/);
    expect(processStart(process.pid)).toBe(own);
    // A name may contain brackets and blanks.
    const script = 'process.title = "a) R (b"; console.log("up"); process.stdin.resume();';
    const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const later = processStart(child.pid ?? 0);
    expect(Number(later)).toBeGreaterThan(Number(own));
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(processStart(child.pid ?? 0)).toBe('0');
  },
);

test.runIf(process.platform === 'linux')('behavior: returns no start for a zombie process', async () => {
  const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const zombie = Number(String((await once(parent.stdout, 'data'))[0]));
  expect(processStart(zombie)).not.toBe('0');
  // Until it is `sleep`, the parent is a shell, which collects its children.
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
  process.kill(zombie, 'SIGKILL');
  await expect.poll(() => readFileSync(`/proc/${zombie}/stat`, 'utf8')).toMatch(/\) Z/);
  expect(processStart(zombie)).toBe('0');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});
