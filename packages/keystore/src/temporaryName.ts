import { randomBytes } from 'node:crypto';

const PATTERN = /^\.tmp-(\d+)-[0-9a-f]{16}$/;

/** A name for a file that this process is writing; nobody can guess it. */
export function temporaryName(): string {
  return `.tmp-${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** The process that is writing, or was writing, the file of a temporary name; `undefined` for every other name. */
export function writerOf(name: string): number | undefined {
  const pid = PATTERN.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
