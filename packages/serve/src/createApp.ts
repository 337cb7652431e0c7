import type { Socket } from 'node:net';
import { A2A_VERSION_HEADER, AGENT_CARD_PATH, AgentCard } from '@a2a-js/sdk';
import type { TransportLike } from '@mitosislabs/transport';
import { Hono } from 'hono';
import type { AgentDirectory } from './AgentDirectory.ts';
import type { AgentTalks } from './AgentTalks.ts';
import { agentCard, legacyAgentCard } from './a2a/agentCard.ts';
import { Contexts } from './a2a/Contexts.ts';
import { PlatformTasks } from './a2a/PlatformTasks.ts';
import { answerRPC } from './a2a/rpc.ts';
import type { Connections } from './Connections.ts';
import type { Gate } from './Gate.ts';
import { HTTPError, httpError, messageOf } from './HTTPError.ts';
import { completionRequest } from './openai/completionRequest.ts';
import { complete } from './openai/completions.ts';

/** The parts of a server. */
export interface AppParts {
  readonly transport: TransportLike;
  readonly gate: Gate;
  readonly connections: Connections;
  readonly directory: AgentDirectory;
  readonly talks: AgentTalks;
  readonly openai: boolean;
  readonly a2a: boolean;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly log: (line: string) => void;
}

/** Its requests come with their connection. */
type App = Hono<{ Bindings: { readonly socket: Socket } }>;

/** The routes of a server. Each request passes the gate first. */
export function createApp(parts: AppParts): App {
  const { gate, connections, log } = parts;
  const app: App = new Hono();
  app.use(async (context, next) => {
    const cors = gate.check(context.req.raw);
    if (context.req.method === 'OPTIONS') return context.body(null, 204, cors);
    connections.keep(context.env.socket);
    await next();
    for (const [name, value] of Object.entries(cors)) context.header(name, value);
    context.header('X-Content-Type-Options', 'nosniff');
    return undefined;
  });
  if (parts.openai) addOpenAI(app, parts);
  if (parts.a2a) addA2A(app, parts);
  app.notFound(() =>
    new HTTPError(404, 'There is no such route. See /v1/models, and /a2a/<office>/<agent>/.', {
      code: 'unknown_route',
    }).toResponse(),
  );
  app.onError((error, { req }) => {
    const answer = httpError(error);
    log(`${req.method} ${req.path}: ${answer.status} ${messageOf(error)}`);
    return answer.toResponse();
  });
  return app;
}

function addOpenAI(app: App, { directory, talks, gate, timeoutMs, maxBodyBytes, log }: AppParts): void {
  app.get('/v1/models', async ({ req }) => {
    const agents = await directory.list({ signal: req.raw.signal });
    const data = agents.map(({ model, created }) => ({
      id: model,
      object: 'model',
      created,
      owned_by: 'mitosis',
    }));
    return Response.json({ object: 'list', data });
  });
  // The name of a model has a slash: clients send it as it is, or encoded.
  app.get('/v1/models/:office/:agent{.+}', async ({ req }) => {
    const { office, agent } = req.param();
    const { model, created } = await directory.find(`${office}/${agent}`, { signal: req.raw.signal });
    return Response.json({ id: model, object: 'model', created, owned_by: 'mitosis' });
  });
  app.get('/v1/models/:model', async ({ req }) => {
    const { model, created } = await directory.find(req.param('model'), { signal: req.raw.signal });
    return Response.json({ id: model, object: 'model', created, owned_by: 'mitosis' });
  });
  app.post('/v1/chat/completions', async ({ req }) => {
    const request = completionRequest(jsonIn(await bodyText(req.raw, maxBodyBytes)));
    const admission = gate.admit(req.raw);
    try {
      const agent = await directory.find(request.model, { signal: admission.signal });
      admission.claim(agent.model);
      return await complete(talks, agent, request, { ...admission, timeoutMs, log });
    } catch (error) {
      admission.release();
      throw error;
    }
  });
}

function addA2A(app: App, { transport, directory, gate, timeoutMs, maxBodyBytes, log }: AppParts): void {
  const contexts = new Contexts();
  const find = (req: { param(): Record<string, string>; raw: Request }) => {
    const { office, agent } = req.param();
    return directory.find(`${office}/${agent}`, { signal: req.raw.signal });
  };
  app.get(`/a2a/:office/:agent/${AGENT_CARD_PATH}`, async ({ req }) => {
    const agent = await find(req);
    const url = req.url.slice(0, -AGENT_CARD_PATH.length);
    const isLegacy = !req.header(A2A_VERSION_HEADER)?.startsWith('1.');
    const card = isLegacy ? legacyAgentCard(agent, url) : AgentCard.toJSON(agentCard(agent, url));
    return Response.json(card, { headers: { Vary: A2A_VERSION_HEADER, 'Cache-Control': 'no-store' } });
  });
  app.on('POST', ['/a2a/:office/:agent/', '/a2a/:office/:agent'], async ({ req }) => {
    // A body that comes slowly takes no place.
    const text = await bodyText(req.raw, maxBodyBytes);
    const admission = gate.admit(req.raw);
    try {
      const agent = await find(req);
      admission.claim(agent.model);
      const card = agentCard(agent, req.url);
      const { signal } = admission;
      const handler = new PlatformTasks({ transport, agent, contexts, card, signal, timeoutMs });
      const onError = (error: unknown) => log(`POST ${req.path}: ${messageOf(error)}`);
      const request = { text, version: req.header(A2A_VERSION_HEADER) };
      return await answerRPC(handler, card, request, { ...admission, onError });
    } catch (error) {
      admission.release();
      throw error;
    }
  });
}

/**
 * Reads the body of a request, with or without a `Content-Length`.
 *
 * @throws {@link HTTPError} 413 when it is too large, 400 when it breaks off.
 */
async function bodyText({ headers, body }: Request, maxBodyBytes: number): Promise<string> {
  const tooLarge = () =>
    new HTTPError(413, `The body of a request may have ${maxBodyBytes} bytes.`, { code: 'body_too_large' });
  if (Number(headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const read = () =>
    reader?.read().catch(() => {
      throw new HTTPError(400, 'The body breaks off.', { code: 'malformed_request' });
    });
  // The rest of a body that is too large is not cancelled: that would close the connection before the response.
  for (let part = await read(); part && !part.done; part = await read()) {
    size += part.value.length;
    if (size > maxBodyBytes) throw tooLarge();
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPError(400, 'The body is not JSON.', { code: 'invalid_json' });
  }
}
