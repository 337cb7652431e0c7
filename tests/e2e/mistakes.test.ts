import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { programOf } from './programOf.ts';
import { root } from './snippets.ts';

// Compiler errors for wrong calls of the built packages: message, underlined code, related information.

/** A wrong line, the name that the error must contain, and the error. */
const mistakes: readonly [code: string, named: string, said: string][] = [
  [
    'await mi.employees.list();',
    'officeId',
    "Expected 1-2 arguments, but got 0. | list | An argument for 'officeId' was not provided.",
  ],
  [
    "await mi.tasks.create('o', { description: 'x' });",
    'title',
    "Argument of type '{ description: string; }' is not assignable to parameter of type 'CreateTaskRequest'. Property 'title' is missing in type '{ description: string; }' but required in type 'CreateTaskRequest'. | { description: 'x' } | 'title' is declared here.",
  ],
  [
    "await mi.employees.hire('o', { name: 'aria', modeltier: 'opus' });",
    'modeltier',
    "Object literal may only specify known properties, but 'modeltier' does not exist in type 'HireRequest'. Did you mean to write 'modelTier'? | modeltier",
  ],
  [
    "await mi.employees.logs('o', 'aria', { tail: '200' });",
    'tail',
    "Type 'string' is not assignable to type 'number'. | tail",
  ],
  [
    "await mi.employees.hire('o', 'aria');",
    'HireRequest',
    "Argument of type 'string' is not assignable to parameter of type 'HireRequest'. | 'aria'",
  ],
  [
    "await mi.employees.activity('o', 'aria', { timeout: 5_000 });",
    'timeout',
    "Object literal may only specify known properties, and 'timeout' does not exist in type 'ActivityQuery'. | timeout",
  ],
  [
    "await mi.employees.get({ officeId: 'o', name: 'aria' });",
    'name',
    "Expected 2-3 arguments, but got 1. | get | An argument for 'name' was not provided.",
  ],
  [
    "await mi.files.upload('o', 'report.md', '# Report');",
    'FileData',
    "Argument of type 'string' is not assignable to parameter of type 'FileData'. | '# Report'",
  ],
  [
    "await mi.tasks.update('o', 't', { status: 'finished' });",
    'finished',
    'Type \'"finished"\' is not assignable to type \'"running" | "completed" | "failed" | "done"\'. | status | The expected type comes from property \'status\' which is declared here on type \'UpdateTaskRequest\'',
  ],
  [
    "await mi.task.list('o');",
    'tasks',
    "Property 'task' does not exist on type 'MitosisClient'. Did you mean 'tasks'? | task | 'tasks' is declared here.",
  ],
  [
    "mi.messages.stream('o').then(() => undefined);",
    'then',
    "Property 'then' does not exist on type 'AsyncGenerator<ServerSentEvent, void, undefined>'. | then",
  ],
  [
    "for (const task of mi.tasks.list('o')) console.log(task);",
    'APIPromise<Task[]>',
    "Type 'APIPromise<Task[]>' must have a '[Symbol.iterator]()' method that returns an iterator. | mi.tasks.list('o') | Did you forget to use 'await'?",
  ],
  [
    'mi.offices.list().length;',
    'length',
    "Property 'length' does not exist on type 'APIPromise<Office[]>'. | length | Did you forget to use 'await'?",
  ],
  [
    "(await mi.offices.get('o')).createdAt;",
    'created_at',
    "Property 'createdAt' does not exist on type 'Office'. Did you mean 'created_at'? | createdAt | 'created_at' is declared here.",
  ],
  [
    "(await mi.tasks.get('o', 't')).result.length;",
    'result',
    "Object is possibly 'undefined'. | (await mi.tasks.get('o', 't')).result",
  ],
  [
    "(await mi.credits.usage('o')).total;",
    'unknown',
    "Object is of type 'unknown'. | (await mi.credits.usage('o'))",
  ],
  [
    "new CreditsAPI({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });",
    'TransportLike',
    "Object literal may only specify known properties, and 'endpoint' does not exist in type 'TransportLike'. | endpoint",
  ],
  [
    "new MitosisClient({ apiKey: 'mi_example' });",
    'endpoint',
    "Argument of type '{ apiKey: string; }' is not assignable to parameter of type 'MitosisClientConfig'. Property 'endpoint' is missing in type '{ apiKey: string; }' but required in type 'MitosisClientConfig'. | { apiKey: 'mi_example' } | 'endpoint' is declared here.",
  ],
  [
    "new MitosisClient({ endpoint: 'http://localhost:8080', apikey: 'mi_example' });",
    'apiKey',
    "Object literal may only specify known properties, but 'apikey' does not exist in type 'MitosisClientConfig'. Did you mean to write 'apiKey'? | apikey",
  ],
];

const HEAD = `import { CreditsAPI } from '@mitosislabs/api';
import { MitosisClient } from '@mitosislabs/sdk';
const mi = new MitosisClient({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
`;
const textOf = ({ messageText }: ts.DiagnosticRelatedInformation): string =>
  ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ');

describe('ten mistakes and more', () => {
  const fileOf = (index: number): string => join(root, `tests/e2e/.mistake-${index}.mts`);
  const files = new Map(mistakes.map(([code], index) => [fileOf(index), `${HEAD}${code}\nexport {};\n`]));
  const program = programOf([...files.keys()], files);

  test.each(mistakes.map((mistake, index) => [...mistake, index] as const))(
    'error: %s',
    (_code, named, said, index) => {
      const source = program.getSourceFile(fileOf(index));
      const [problem, ...others] = ts.getPreEmitDiagnostics(program, source);
      if (!source || !problem) throw new Error('It compiles.');
      const { start = 0, length = 0, relatedInformation = [] } = problem;
      const underlined = source.text.slice(start, start + length);
      const lines = [textOf(problem), underlined, ...relatedInformation.map(textOf)];
      expect(lines.join(' | ')).toBe(said);
      expect(others).toEqual([]);
      expect(textOf(problem).length).toBeLessThan(300);
      expect(lines.join(' ')).toContain(named);
      // No internal or inferred types.
      expect(textOf(problem)).not.toMatch(/InputOf|OutputOf|Covers|Endpoint|infer|\.\.\. \d+ more/);
    },
  );
});
