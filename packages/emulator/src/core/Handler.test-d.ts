import type { Task } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { expectTypeOf, test } from 'vitest';
import type { tasks } from '../handlers/work/tasks.ts';
import type { OfficeRow } from '../store/tables/offices.ts';
import type { FileContent, Handler, Handlers } from './Handler.ts';

type TaskOperations = typeof contract.tasks;

test('default: types arguments and result of a handler by the contract', () => {
  type Log = Parameters<Handler<TaskOperations['log']>>[0];
  expectTypeOf<Log['params']>().toEqualTypeOf<{ readonly officeId: string; readonly taskId: string }>();
  expectTypeOf<Log['body']['message']>().toEqualTypeOf<string>();
  expectTypeOf<Log['office']>().toEqualTypeOf<OfficeRow>();
  expectTypeOf<Log['query']>().toEqualTypeOf<undefined>();
  type History = Parameters<Handler<typeof contract.credits.history>>[0];
  expectTypeOf<NonNullable<History['query']>['limit']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Parameters<Handler<typeof contract.files.upload>>[0]['body']>().toEqualTypeOf<FileContent>();
  expectTypeOf<ReturnType<Handler<TaskOperations['get']>>>().toEqualTypeOf<Task | Promise<Task>>();
  // @ts-expect-error there is no office where the path names none
  expectTypeOf<Parameters<Handler<typeof contract.offices.list>>[0]['office']>().toBeNever();
});

test('error: refuses operations without a handler, and handlers without an operation', () => {
  const all = {} as ReturnType<typeof tasks>;
  const { log: _, ...without } = all;
  // @ts-expect-error tasks.log has no handler
  const missing: Handlers<TaskOperations> = without;
  const more: Handlers<TaskOperations> = {
    ...all,
    // @ts-expect-error there is no such operation
    explode: () => undefined,
  };
  expectTypeOf(missing).toEqualTypeOf(more);
});

test('error: refuses a result of another shape', () => {
  // @ts-expect-error a task has more than an id
  const get: Handler<TaskOperations['get']> = () => ({ id: 't' });
  expectTypeOf(get).toBeFunction();
});
