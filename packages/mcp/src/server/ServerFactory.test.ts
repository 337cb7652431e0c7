import { EmployeesAPI } from '@mitosislabs/api/employees';
import { EnvAPI } from '@mitosislabs/api/env';
import { FilesAPI } from '@mitosislabs/api/files';
import { type Brain, echoBrain } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo, type OfficeWithAgent, officeWithAgent, readResult } from '../../test/office.ts';
import type { MCPOptions } from '../MCPOptions.ts';

let place: OfficeWithAgent;
beforeAll(async () => {
  place = await officeWithAgent({ brain: echoBrain({ answerMs: 0 }) });
});
afterAll(() => place[Symbol.asyncDispose]());

const canAsk = { capabilities: { elicitation: { form: {} } } };

/** Names of the tools, and of the operations, that a server offers. */
async function offered(options: Partial<MCPOptions>): Promise<{ tools: string[]; operations: string[] }> {
  await using mcp = await connectTo({ transport: place.transport, ...options });
  const tools = (await mcp.client.listTools()).tools.map(({ name }) => name);
  const found = tools.includes('find_operations') ? (await mcp.call('find_operations')).data : [];
  return { tools, operations: (found as { operation: string }[]).map(({ operation }) => operation) };
}

describe('the selection of tools', () => {
  test('default: the three tools lead to every operation that takes and returns JSON, but for secrets', async () => {
    const { operations } = await offered({});
    expect(operations).toHaveLength(123);
    expect(operations).not.toContain('env.values');
    expect(operations).not.toContain('offices.kubeconfig');
    expect(operations).not.toContain('tasks.claim');
  });

  test('behavior: --tools all has a tool for each operation', async () => {
    const { operations } = await offered({});
    const { tools } = await offered({ tools: 'all' });
    expect(tools).toEqual(expect.arrayContaining(operations.map((name) => name.replace('.', '_'))));
    expect(tools).toContain('ask_agent');
    expect(tools).toContain('read_file');
    expect(tools).not.toContain('call_operation');
    expect(new Set(tools).size).toBe(tools.length);
  });

  test('behavior: --read-only leaves what changes nothing', async () => {
    await using mcp = await connectTo({ transport: place.transport, tools: 'all', readOnly: true });
    const { tools } = await mcp.client.listTools();
    expect(tools.length).toBeGreaterThan(40);
    for (const { annotations } of tools) expect(annotations).toEqual({ readOnlyHint: true });
    const few = await offered({ readOnly: true });
    expect(few.tools).not.toContain('ask_agent');
    expect(few.tools).not.toContain('write_file');
    expect(few.tools).toContain('read_file');
    expect(few.operations).not.toContain('tasks.create');
  });

  test.each<[Partial<MCPOptions>, string[], string[]]>([
    [{ allow: ['ask_agent'] }, ['ask_agent'], ['create_task', 'find_operations']],
    [{ allow: ['tasks.*'] }, ['create_task', 'list_tasks', 'call_operation'], ['ask_agent', 'read_file']],
    [{ deny: ['tasks.create'] }, ['list_tasks'], ['create_task']],
    [{ deny: ['*_file'] }, ['list_files'], ['read_file', 'write_file']],
    [{ allow: ['*'], deny: ['call_operation'] }, ['ask_agent', 'find_operations'], ['call_operation']],
    [
      { allow: ['ask_agent', 'list_*'], deny: ['list_offices'] },
      ['ask_agent', 'list_agents'],
      ['list_offices'],
    ],
  ])('behavior: %j', async (options, has, hasNot) => {
    const { tools } = await offered(options);
    expect(tools).toEqual(expect.arrayContaining(has));
    for (const name of hasNot) expect(tools).not.toContain(name);
  });

  test('behavior: a denied operation cannot be called, found or described', async () => {
    await using mcp = await connectTo({ transport: place.transport, deny: ['employees.delete'] });
    for (const tool of ['describe_operation', 'call_operation']) {
      expect((await mcp.call(tool, { operation: 'employees.delete' })).error.code).toBe('invalid_argument');
    }
    expect(JSON.stringify((await mcp.call('find_operations', { query: 'fire agent' })).data)).not.toContain(
      'employees.delete',
    );
  });

  test('behavior: no operation shows the value of a variable', async () => {
    await new EnvAPI(place.transport).set(place.office, { DATABASE_URL: 'postgres://hidden' });
    for (const tools of ['work', 'all'] as const) {
      await using mcp = await connectTo({ transport: place.transport, tools, yes: true });
      const [name, args] =
        tools === 'all'
          ? (['env_list', {}] as const)
          : (['call_operation', { operation: 'env.list', input: {} }] as const);
      const { data, text } = await mcp.call(name, args);
      expect(data).toEqual([expect.objectContaining({ key: 'DATABASE_URL' })]);
      expect(`${text}${JSON.stringify(data)}`).not.toContain('hidden');
    }
  });

  test('behavior: with an office, no call names one, and nothing leads to another', async () => {
    await using mcp = await connectTo({ transport: place.transport, office: place.office });
    const { tools } = await mcp.client.listTools();
    expect(JSON.stringify(tools)).not.toContain('"office"');
    expect(tools.map(({ name }) => name)).not.toContain('list_offices');
    const { operations } = await offered({ office: place.office });
    expect(operations).not.toContain('offices.list');
    expect(operations).not.toContain('offices.create');
    expect((await mcp.call('list_agents')).data).toHaveLength(1);
    expect((await mcp.call('list_agents', { office: 'other' })).error.code).toBe('invalid_argument');
    const input = { officeId: 'other' };
    expect((await mcp.call('call_operation', { operation: 'tasks.list', input })).error).toMatchObject({
      code: 'office_not_allowed',
    });
    await expect(mcp.client.readResource({ uri: 'mitosis://other/files/a.md' })).rejects.toMatchObject({
      data: { code: 'office_not_allowed' },
    });
  });

  test.each<[Partial<MCPOptions>, string]>([
    [{ allow: ['ask_agnet'] }, 'ask_agent'],
    [{ deny: ['task.*'] }, 'task.*'],
    [{ deny: ['tasks.crate'] }, 'tasks.create'],
    [{ tools: 'some' as never }, 'options.tools'],
    [{ maxResultChars: 0 }, 'options.maxResultChars'],
    [{ office: '' }, 'options.office'],
    [{ readOnly: 'yes' as never }, 'options.readOnly'],
    [{ readonly: true } as never, 'readOnly'],
    [{ transport: undefined as never }, 'options.transport'],
    [{ allow: 'ask_agent' as never }, 'options.allow'],
    [{ extend: 5 as never }, 'options.extend'],
  ])('error: wrong options are refused: %j', async (options, word) => {
    const error = await connectTo({ transport: place.transport, ...options }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'invalid_argument' });
    expect(`${Reflect.get(Object(error), 'message')} ${Reflect.get(Object(error), 'hint')}`).toContain(word);
  });
});

describe('what destroys', () => {
  const fire = (name: string) => ({ operation: 'employees.delete', input: { name } });
  const isThere = async (name: string): Promise<boolean> =>
    (await new EmployeesAPI(place.transport).list(place.office)).some((agent) => agent.name === name);

  test('error: is refused if the client cannot ask, also as a tool of its own', async () => {
    await using mcp = await connectTo({ transport: place.transport });
    expect((await mcp.call('call_operation', fire('aria'))).error).toMatchObject({
      code: 'confirmation_required',
      outcome: 'not_sent',
      hint: expect.stringContaining('--yes'),
    });
    await using all = await connectTo({ transport: place.transport, tools: 'all' });
    expect((await all.call('employees_delete', { name: 'aria' })).error.code).toBe('confirmation_required');
    expect(await isThere('aria')).toBe(true);
  });

  test.each([
    ['decline', undefined],
    ['cancel', undefined],
    ['accept', { confirm: false }],
    ['accept', {}],
  ] as const)('error: is not done after %s with %j', async (action, content) => {
    await using mcp = await connectTo({ transport: place.transport }, canAsk);
    mcp.client.setRequestHandler('elicitation/create', async () => ({ action, ...(content && { content }) }));
    expect((await mcp.call('call_operation', fire('aria'))).error).toMatchObject({
      code: 'declined',
      outcome: 'not_sent',
    });
    expect(await isThere('aria')).toBe(true);
  });

  test('default: is done when the user agrees, after a question that says what', async () => {
    await new EmployeesAPI(place.transport).hire(place.office, { name: 'temp' });
    await using mcp = await connectTo({ transport: place.transport }, canAsk);
    const questions: unknown[] = [];
    mcp.client.setRequestHandler('elicitation/create', async ({ params }) => {
      questions.push(params.message);
      return { action: 'accept', content: { confirm: true } };
    });
    expect((await mcp.call('call_operation', fire('temp'))).isError).toBe(false);
    expect(questions).toEqual([expect.stringContaining('name: temp')]);
    expect(await isThere('temp')).toBe(false);
  });

  test('default: is done at once with yes', async () => {
    await new EmployeesAPI(place.transport).hire(place.office, { name: 'temp' });
    await using mcp = await connectTo({ transport: place.transport, yes: true });
    expect((await mcp.call('call_operation', fire('temp'))).data).toBeNull();
    expect(await isThere('temp')).toBe(false);
  });

  test('behavior: a question does not show a secret, and shows nothing hidden', async () => {
    await using mcp = await connectTo({ transport: place.transport }, canAsk);
    const questions: string[] = [];
    mcp.client.setRequestHandler('elicitation/create', async ({ params }) => {
      questions.push(params.message);
      return { action: 'decline' };
    });
    const input = { secretName: 'a\u202eb', body: { value: 'very-secret' } };
    await mcp.call('call_operation', { operation: 'offices.setSecret', input });
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain('secretName: a\\u{202e}b');
    expect(questions[0]).not.toContain('very-secret');
  });

  test('behavior: a file is replaced only then', async () => {
    await using mcp = await connectTo({ transport: place.transport });
    expect((await mcp.call('write_file', { name: 'kept.md', content: 'one' })).isError).toBe(false);
    expect((await mcp.call('write_file', { name: 'kept.md', content: 'two' })).error.code).toBe(
      'confirmation_required',
    );
    const response = await new FilesAPI(place.transport).download(place.office, 'kept.md');
    expect(await response.text()).toBe('one');
  });
});

describe('progress and cancellation', () => {
  test('default: an answer is passed on as it grows', async () => {
    let isSeen = false;
    const brain: Brain = {
      ...echoBrain(),
      async *answer() {
        // Until the client has seen some of it.
        while (!isSeen) {
          yield '\u001b.';
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        yield 'done';
      },
    };
    await using other = await officeWithAgent({ brain });
    await using mcp = await connectTo({ transport: other.transport });
    const messages: string[] = [];
    const numbers: number[] = [];
    const result = await mcp.client.callTool(
      { name: 'ask_agent', arguments: { agent: 'aria', message: 'hi' } },
      {
        onprogress: ({ progress, message = '' }) => {
          isSeen ||= /^(\\u\{1b\}\.)+$/.test(message);
          numbers.push(progress);
          messages.push(message);
        },
      },
    );
    const { answer } = readResult(result).data as { answer: string };
    expect(answer).toMatch(/^(\\u\{1b\}\.)+done$/);
    expect(isSeen).toBe(true);
    expect(
      messages.filter((text) => !text.startsWith('waiting')).every((text) => answer.startsWith(text)),
    ).toBe(true);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  test('behavior: a cancelled call aborts its request, and nothing is left open', async () => {
    let arrived: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let left: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      left = resolve;
    });
    // A platform that never answers.
    await using silent = await serve((request) => {
      request.socket.once('close', () => left());
      arrived();
    });
    const transport = new Transport({ endpoint: silent.url, apiKey: 'mi_0123456789abcdef', timeout: 0 });
    await using mcp = await connectTo({ transport, office: 'o1' });
    const stop = new AbortController();
    const call = mcp.client.callTool(
      { name: 'call_operation', arguments: { operation: 'backups.list', input: {} } },
      { signal: stop.signal },
    );
    await reached;
    stop.abort();
    await expect(call).rejects.toThrow();
    await closed;
    expect(silent.seen).toHaveLength(1);
  });
});

describe('files as resources', () => {
  test('default: are listed and read, text as text and bytes as bytes', async () => {
    const files = new FilesAPI(place.transport);
    const contents: Record<string, Uint8Array> = {
      'notes/ünï 1.md': Buffer.from('# Notes'),
      'data.bin': Buffer.from([0, 1, 255]),
      'odd.txt': Buffer.from('<system>\u001b'),
      '%2e%2e%2f..txt': Buffer.from('dots'),
      'a?b#c&d.txt': Buffer.from('marks'),
    };
    for (const [name, bytes] of Object.entries(contents)) await files.upload(place.office, name, bytes);
    await using mcp = await connectTo({ transport: place.transport });
    const { resources } = await mcp.client.listResources();
    for (const [name, bytes] of Object.entries(contents)) {
      const uri = `mitosis://${place.office}/files/${encodeURIComponent(name)}`;
      expect(resources.map((one) => one.uri)).toContain(uri);
      const [content] = (await mcp.client.readResource({ uri })).contents;
      const isText = content !== undefined && 'text' in content;
      expect(isText).toBe(!['data.bin', 'odd.txt'].includes(name));
      const read = isText
        ? Buffer.from(String(content.text))
        : Buffer.from(String(Reflect.get(Object(content), 'blob')), 'base64');
      expect(read.equals(bytes)).toBe(true);
    }
    const { resourceTemplates } = await mcp.client.listResourceTemplates();
    expect(resourceTemplates).toEqual([
      expect.objectContaining({ uriTemplate: 'mitosis://{office}/files/{name}' }),
    ]);
  });

  test('error: what is missing, too large or wrong has a code and a hint', async () => {
    await new FilesAPI(place.transport).upload(place.office, 'large.bin', new Uint8Array(2_000_000));
    await using mcp = await connectTo({ transport: place.transport });
    const read = (name: string) =>
      mcp.client.readResource({ uri: `mitosis://${place.office}/files/${name}` });
    await expect(read('large.bin')).rejects.toMatchObject({
      code: -32_602,
      data: { code: 'file_too_large', hint: expect.stringContaining('read_file') },
    });
    await expect(read('none.md')).rejects.toMatchObject({ code: -32_602 });
    await expect(read('%ff')).rejects.toMatchObject({ code: -32_602 });
    await expect(mcp.client.readResource({ uri: 'file:///etc/passwd' })).rejects.toMatchObject({
      code: -32_602,
    });
  });

  test('behavior: are not there if files may not be read', async () => {
    await using mcp = await connectTo({ transport: place.transport, deny: ['files.download'] });
    expect((await mcp.client.listResourceTemplates()).resourceTemplates).toEqual([]);
  });
});
