import { type APIPromise, type ResponseInfo, Transport } from '@mitosislabs/transport';
import { expectTypeOf, test } from 'vitest';
import type { Covers } from './contract/Endpoint.ts';
import { type Schema, shape, string } from './contract/schema.ts';
import { tasks } from './groups/tasks/contract.ts';
import { CreditsAPI, EmployeesAPI, FilesAPI, MessagesAPI, OfficesAPI, type Task, TasksAPI } from './index.ts';
import { GroupAPI } from './runtime/GroupAPI.ts';

const transport = new Transport({ endpoint: 'http://localhost:8080' });
const offices = new OfficesAPI(transport);
const employees = new EmployeesAPI(transport);
const taskApi = new TasksAPI(transport);
const files = new FilesAPI(transport);

test('error: refuses ten mistakes of callers', () => {
  // @ts-expect-error the office is missing
  void employees.list();
  // @ts-expect-error a required field is missing
  void taskApi.create('o', { description: 'x' });
  // @ts-expect-error a field is misspelt
  void employees.hire('o', { name: 'aria', modeltier: 'opus' });
  // @ts-expect-error a number as text
  void employees.logs('o', 'aria', { tail: '200' });
  // @ts-expect-error a name in the place of the request
  void employees.hire('o', 'aria');
  // @ts-expect-error options in the place of the query
  void employees.activity('o', 'aria', { timeout: 5_000 });
  // @ts-expect-error text is not bytes
  void files.upload('o', 'report.md', '# Report');
  // @ts-expect-error a status that there is not
  void taskApi.update('o', 't', { status: 'finished' });
  // @ts-expect-error a stream is not a promise
  void new MessagesAPI(transport).stream('o').then(() => undefined);
  // @ts-expect-error the settings of a transport are not a transport
  new CreditsAPI({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
});

test('error: refuses mistakes with results', async () => {
  // @ts-expect-error the answer was not waited for
  void offices.list().length;
  // @ts-expect-error an unknown answer has no fields
  void (await new CreditsAPI(transport).usage('o')).total;
  // @ts-expect-error an optional field may be missing
  void (await taskApi.get('o', 't')).result.length;
  // @ts-expect-error it is called created_at
  void (await offices.get('o')).createdAt;
});

test('default: types head and data of a response', () => {
  expectTypeOf(taskApi.get('o', 't')).resolves.toEqualTypeOf<Task>();
  expectTypeOf(taskApi.get('o', 't').withResponse()).resolves.toEqualTypeOf<{
    data: Task;
    response: ResponseInfo;
  }>();
  expectTypeOf(files.upload('o', 'x', new Uint8Array()).withResponse()).resolves.toHaveProperty('response');
  expectTypeOf(new CreditsAPI(transport).history('o').withResponse()).resolves.toHaveProperty('data');
  // @ts-expect-error a stream has no single response
  void new MessagesAPI(transport).stream('o').withResponse();
});

test('error: refuses a class or a schema that departs from its contract', () => {
  type Listed = Pick<typeof tasks, 'list'>;
  // @ts-expect-error the method is missing
  class Missing extends GroupAPI implements Covers<Listed> {}
  class Wrong extends GroupAPI implements Covers<Listed> {
    // @ts-expect-error another answer
    list(officeId: string): APIPromise<Task> {
      return this.call(tasks.get, { officeId, taskId: 't' });
    }
  }
  class Plain extends GroupAPI implements Covers<Listed> {
    // @ts-expect-error its promise has no `withResponse`
    async list(officeId: string): Promise<Task[]> {
      return this.call(tasks.list, { officeId, query: undefined });
    }
  }
  class Renamed extends GroupAPI {
    list(office: string): APIPromise<Task[]> {
      // @ts-expect-error the path parameter has another name
      return this.call(tasks.list, { office });
    }
  }
  expectTypeOf([Missing, Wrong, Plain, Renamed]).not.toBeAny();
  // @ts-expect-error a field has no schema
  const incomplete: Schema<{ id: string; name: string }> = shape<{ id: string; name: string }>({
    id: string,
  });
  expectTypeOf(incomplete).not.toBeAny();
});
