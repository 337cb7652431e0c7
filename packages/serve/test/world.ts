import { once } from 'node:events';
import type { Brain } from '@mitosislabs/agent';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';
import { type AgentServer, type ServeOptions, startServer } from '../src/index.ts';

/** A server for the agents of an emulated office. */
export interface World {
  emulator: Emulator;
  transport: Transport;
  officeId: string;
  server: AgentServer;
  /** Lets agents go on that stopped at the word `slowly`. */
  goOn(): void;
  /** All that was said between the user and an agent. */
  said(agent: string): Promise<string[]>;
  hire(name: string, officeId?: string): Promise<void>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Starts an emulator with the office acme and the agent aria, and a server for it. */
export async function startWorld(
  options: Partial<ServeOptions> = {},
  emulated: EmulatorOptions = {},
): Promise<World> {
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const wait = async (text: string, signal: AbortSignal) => {
    if (text.includes('slowly')) await Promise.race([gate, once(signal, 'abort')]);
  };
  const brain: Brain = {
    capabilities: ['chat', 'tasks'],
    async *answer(message, { signal }) {
      yield 'You said: ';
      await wait(message, signal);
      yield message;
    },
    async work({ title, description = '' }, { log, signal }) {
      log(`read ${title}`);
      await wait(description, signal);
      if (description.includes('fail')) throw new Error('it cannot be done');
      return `Done: ${description}`;
    },
  };
  const emulator = await startEmulator({ readyAfterMs: 0, brain, ...emulated });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const employees = new EmployeesAPI(transport);
  const { id: officeId } = await new OfficesAPI(transport).create({ name: 'acme' });
  const hire = async (name: string, office = officeId) => {
    await employees.hire(office, { name });
    await employees.waitUntilReady(office, name);
  };
  await hire('aria');
  const server = await startServer({ transport, ...options });
  return {
    emulator,
    transport,
    officeId,
    server,
    goOn: () => goOn(),
    hire,
    async said(agent) {
      const messages = await new XMTPAPI(transport).getConversationMessages(officeId, agent, {
        limit: 1_000,
      });
      return messages.map(({ content }) => content).filter((content) => !readSessionFrame(content));
    },
    fetch: (path, init = {}) =>
      fetch(`${server.url}${path}`, {
        ...init,
        headers: { Authorization: `Bearer ${server.key}`, ...(init.headers as Record<string, string>) },
      }),
    async close() {
      goOn();
      await server.close();
      await emulator.close();
    },
  };
}
