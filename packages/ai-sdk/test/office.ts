import type { Brain } from '@mitosislabs/agent';
import { EmployeesAPI, OfficesAPI } from '@mitosislabs/api';
import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { onTestFinished, vi } from 'vitest';
import { createMitosis } from '../src/mitosis.ts';

/** The emulator of the test that runs. */
export let emulator: Emulator | undefined;

type Answer = Brain['answer'];

/** An office with aria, who answers like this. `heard` has what it was asked. */
export async function office(
  answer: Answer = async (text) => `You said: ${text}`,
  options: Partial<EmulatorOptions> = {},
) {
  const heard: string[] = [];
  const histories: string[][] = [];
  const brain: Brain = {
    capabilities: ['chat'],
    answer: (text, context) => {
      heard.push(text);
      const remember = async (): Promise<void> => {
        histories.push((await context.history()).map(({ content }) => content));
      };
      // The office may close meanwhile.
      remember().catch(() => undefined);
      return answer(text, context);
    },
    work: async () => 'done',
  };
  emulator = await startEmulator({ readyAfterMs: 5, brain, ...options });
  // A hook at the top of this module would run for the first file of a process only.
  onTestFinished(() => emulator?.close());
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await new OfficesAPI(transport).create({ name: 'acme' });
  const employees = new EmployeesAPI(transport);
  await employees.hire(id, { name: 'aria' });
  await vi.waitUntil(async () => (await employees.get(id, 'aria')).status.ready, { timeout: 60_000 });
  const mitosis = createMitosis({ endpoint, apiKey });
  return { id, heard, histories, transport, mitosis, model: mitosis('acme/aria') };
}
