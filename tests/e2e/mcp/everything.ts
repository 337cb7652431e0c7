import {
  acceptedContent,
  type CallToolResult,
  completable,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A red pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** An empty sound. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

const text = (content: string): CallToolResult => ({ content: [{ type: 'text', text: content }] });
const asks = (message: string, field: string) =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
  });
const asksModel = (content: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: content } }],
    maxTokens,
  });
const name = z.object({ name: z.string() });

/** Adds the tools, resources and prompts that the conformance suite expects of a server under test. */
export function addEverything(server: McpServer): void {
  server.server.registerCapabilities({ logging: {}, resources: { subscribe: true }, completions: {} });
  addContents(server);
  addWork(server);
  addQuestions(server);
  addRounds(server);
  addResources(server);
  addPrompts(server);
}

function addContents(server: McpServer): void {
  const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const;
  const contents: Record<string, CallToolResult['content']> = {
    test_simple_text: [{ type: 'text', text: 'This is a simple text response for testing.' }],
    test_image_content: [image],
    test_audio_content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
    test_embedded_resource: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
    test_multiple_content_types: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: '{"test":"data","value":123}',
        },
      },
    ],
  };
  for (const [tool, content] of Object.entries(contents)) {
    server.registerTool(tool, { description: 'Returns a fixed content.' }, async () => ({ content }));
  }
  server.registerTool('test_error_handling', { description: 'Fails.' }, async () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
}

function addWork(server: McpServer): void {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
  server.registerTool('test_tool_with_progress', { description: 'Reports progress.' }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        const params = { progressToken, progress, total: 100 };
        await mcpReq.notify({ method: 'notifications/progress', params });
      }
      await pause();
    }
    return text('done');
  });
  server.registerTool('test_logging_tool', { description: 'Logs a line.' }, async ({ mcpReq }) => {
    await mcpReq.log('info', 'A line');
    return text('done');
  });
  server.registerTool('test_tool_with_logging', { description: 'Logs.' }, async ({ mcpReq }) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.log('info', line);
      await pause();
    }
    return text('done');
  });
}

/** Tools that ask the client during a call, as clients of 2025 expect it. */
function addQuestions(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model.', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'answer');
      if (answer.kind !== 'sampling')
        return inputRequired({ inputRequests: { answer: asksModel(prompt, 100) } });
      return text(`LLM response: ${JSON.stringify(answer.result.content)}`);
    },
  );
  const ask = (
    { mcpReq }: ServerContext,
    message: string,
    properties: Parameters<typeof inputRequired.elicit>[0]['requestedSchema'],
  ) => {
    const answer = inputResponse(mcpReq.inputResponses, 'form');
    if (answer.kind !== 'elicit') {
      return inputRequired({
        inputRequests: { form: inputRequired.elicit({ message, requestedSchema: properties }) },
      });
    }
    const { action, content } = answer;
    return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);
  };
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the user.', inputSchema: z.object({ message: z.string() }) },
    async ({ message }, context) =>
      ask(context, message, {
        type: 'object',
        properties: {
          username: { type: 'string', description: "User's response" },
          email: { type: 'string', description: "User's email address" },
        },
        required: ['username', 'email'],
      }),
  );
  server.registerTool(
    'test_elicitation_sep1034_defaults',
    { description: 'Asks, with defaults.' },
    async (context) =>
      ask(context, 'Please check', {
        type: 'object',
        properties: {
          name: { type: 'string', default: 'John Doe' },
          age: { type: 'integer', default: 30 },
          score: { type: 'number', default: 95.5 },
          status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
          verified: { type: 'boolean', default: true },
        },
      }),
  );
  const titled = (prefix: string) =>
    ['First', 'Second', 'Third'].map((word, index) => ({
      const: `value${index + 1}`,
      title: `${word} ${prefix}`,
    }));
  server.registerTool(
    'test_elicitation_sep1330_enums',
    { description: 'Asks, with choices.' },
    async (context) =>
      ask(context, 'Please choose', {
        type: 'object',
        properties: {
          untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
          titledSingle: { type: 'string', oneOf: titled('Option') },
          legacyEnum: {
            type: 'string',
            enum: ['opt1', 'opt2', 'opt3'],
            enumNames: ['Option One', 'Option Two', 'Option Three'],
          },
          untitledMulti: {
            type: 'array',
            items: { type: 'string', enum: ['option1', 'option2', 'option3'] },
          },
          titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
        },
      }),
  );
}

/** Tools that answer with a request for input, in one or more rounds. */
function addRounds(server: McpServer): void {
  const tool = (
    name: string,
    run: (context: ServerContext) => CallToolResult | ReturnType<typeof inputRequired>,
  ): void => {
    server.registerTool(name, { description: 'Needs input.' }, async (context) => run(context));
  };
  const whoAreYou = () => ({ user_name: asks('What is your name?', 'name') });
  tool('test_input_required_result_elicitation', ({ mcpReq }) => {
    const given = acceptedContent(mcpReq.inputResponses, 'user_name', name);
    return given ? text(`Hello, ${given.name}!`) : inputRequired({ inputRequests: whoAreYou() });
  });
  server.registerTool(
    'test_streaming_elicitation',
    { description: 'Reports, then asks.' },
    async ({ mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      if (progressToken !== undefined) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
      }
      return inputRequired({ inputRequests: whoAreYou() });
    },
  );
  tool('test_input_required_result_sampling', ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'capital_question');
    if (answer.kind === 'sampling') return text(JSON.stringify(answer.result.content));
    return inputRequired({
      inputRequests: { capital_question: asksModel('What is the capital of France?', 100) },
    });
  });
  tool('test_input_required_result_list_roots', ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'client_roots');
    if (answer.kind === 'roots') return text(JSON.stringify(answer.roots));
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  tool('test_input_required_result_multiple_inputs', ({ mcpReq }) => {
    const kinds = ['user_name', 'greeting', 'client_roots'].map(
      (key) => inputResponse(mcpReq.inputResponses, key).kind,
    );
    if (!kinds.includes('missing')) return text(kinds.join(', '));
    return inputRequired({
      requestState: 'several',
      inputRequests: {
        ...whoAreYou(),
        greeting: asksModel('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
    });
  });
  tool('test_input_required_result_request_state', ({ mcpReq }) => {
    if (mcpReq.inputResponses && mcpReq.requestState() === 'waits-for-ok') return text('state-ok');
    return inputRequired({
      requestState: 'waits-for-ok',
      inputRequests: { confirm: asks('Please confirm', 'ok') },
    });
  });
  tool('test_input_required_result_multi_round', ({ mcpReq }) => {
    if (mcpReq.requestState() === 'round-2') return text('all rounds are done');
    return mcpReq.requestState() === 'round-1'
      ? inputRequired({
          requestState: 'round-2',
          inputRequests: { step2: asks('Step 2: What is your favorite color?', 'color') },
        })
      : inputRequired({
          requestState: 'round-1',
          inputRequests: { step1: asks('Step 1: What is your name?', 'name') },
        });
  });
  // Minted with another key than the server's: it refuses the state, changed or not.
  const states = createRequestStateCodec<string>({ key: 'k'.repeat(32) });
  server.registerTool(
    'test_input_required_result_tampered_state',
    { description: 'Needs input.' },
    async () =>
      inputRequired({
        requestState: await states.mint('tampered'),
        inputRequests: { confirm: asks('Please confirm', 'ok') },
      }),
  );
  tool('test_missing_capability', () =>
    inputRequired({ inputRequests: { answer: asksModel('Hello?', 10) } }),
  );
  tool('test_input_required_result_capabilities', ({ mcpReq }) => {
    const declared = JSON.stringify(mcpReq.envelope ?? {});
    const inputRequests = {
      ...(declared.includes('"elicitation"') && whoAreYou()),
      ...(declared.includes('"sampling"') && { greeting: asksModel('Generate a greeting', 50) }),
    };
    return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : text('nothing to ask');
  });
}

function addResources(server: McpServer): void {
  server.registerResource(
    'static-text',
    'test://static-text',
    { description: 'A text.', mimeType: 'text/plain' },
    async ({ href }) => ({
      contents: [
        { uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
      ],
    }),
  );
  server.registerResource(
    'static-binary',
    'test://static-binary',
    { description: 'An image.', mimeType: 'image/png' },
    async ({ href }) => ({ contents: [{ uri: href, mimeType: 'image/png', blob: PNG }] }),
  );
  server.registerResource(
    'watched',
    'test://watched-resource',
    { description: 'A text.', mimeType: 'text/plain' },
    async ({ href }) => ({ contents: [{ uri: href, mimeType: 'text/plain', text: 'watched' }] }),
  );
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Data by id.', mimeType: 'application/json' },
    async ({ href }, { id }) => ({
      contents: [
        {
          uri: href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
        },
      ],
    }),
  );
  for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const) {
    server.server.setRequestHandler(method, async () => ({}));
  }
}

function addPrompts(server: McpServer): void {
  const user = (content: object) => ({ role: 'user', content }) as never;
  server.registerPrompt('test_simple_prompt', { description: 'A prompt.' }, async () => ({
    messages: [user({ type: 'text', text: 'This is a simple prompt for testing.' })],
  }));
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'A prompt with arguments.',
      argsSchema: z.object({
        arg1: completable(z.string(), () => ['paris', 'park']),
        arg2: z.string(),
      }),
    },
    async ({ arg1, arg2 }) => ({
      messages: [user({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` })],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A prompt with a resource.', argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri: uri }) => ({
      messages: [
        user({
          type: 'resource',
          resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        }),
        user({ type: 'text', text: 'Please process the embedded resource above.' }),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'A prompt with an image.' }, async () => ({
    messages: [
      user({ type: 'image', data: PNG, mimeType: 'image/png' }),
      user({ type: 'text', text: 'Please analyze the image above.' }),
    ],
  }));
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Needs input.' },
    async ({ mcpReq }) => {
      const given = acceptedContent(mcpReq.inputResponses, 'user_context', z.object({ context: z.string() }));
      if (given) return { messages: [user({ type: 'text', text: given.context })] };
      const inputRequests = { user_context: asks('What context should the prompt use?', 'context') };
      return inputRequired({ inputRequests });
    },
  );
}
