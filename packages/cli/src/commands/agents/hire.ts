import { EmployeesAPI } from '@mitosislabs/api/employees';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { NEW_PUBLIC_KEY, newAgentKey } from '../../client/newAgentKey.ts';
import { OfficeCommand } from '../../command/ApiCommand.ts';
import { agentFields } from '../../command/agentFields.ts';
import { wholeNumber } from '../../command/numbers.ts';
import { waitFor } from '../../command/waitFor.ts';

const DEFAULT_TIMEOUT_S = 300;

/** `mi agents hire` */
export class AgentsHire extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Hire an agent.',
    details: `An office may hire 3 agents in 10 minutes. A new agent takes a while to get
ready: --wait waits for it, and fails if the agent fails.`,
    examples: [
      ['With a role and a model', 'mi agents hire -n aria -r researcher -m sonnet'],
      ['With a key, to act as it: mi api … --agent aria', 'mi agents hire -n aria --key'],
      ['Wait until it is ready', 'mi agents hire -n aria --wait --timeout 120'],
    ],
  });

  name = Option.String('-n,--name', { required: true, description: 'its name: a-z, 0-9 and -' });
  role = Option.String('-r,--role', { description: 'its role, such as researcher' });
  model = Option.String('-m,--model', { description: 'opus, sonnet, haiku, or another tier' });
  skills = Option.Array('-s,--skill', { description: 'a skill; may be repeated' });
  prompt = Option.String('--system-prompt', { description: 'its instructions' });
  key = Option.Boolean('--key', false, {
    description: 'make a key on this machine for acting as the agent',
  });
  wait = Option.Boolean('-w,--wait', false, { description: 'wait until it is ready' });
  timeout = Option.String('--timeout', {
    description: `how long to wait, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const office = await this.officeId();
    const transport = await this.transport();
    const employees = new EmployeesAPI(transport);
    const key = this.key
      ? await newAgentKey(keystoreOf(this.context, this.profile), office, this.name)
      : undefined;
    const hire = () =>
      employees.hire(
        office,
        {
          name: this.name,
          ...(this.role !== undefined && { role: this.role }),
          ...(this.model !== undefined && { modelTier: this.model }),
          ...(this.skills !== undefined && { skills: this.skills }),
          ...(this.prompt !== undefined && { systemPrompt: this.prompt }),
          ...(key && { customConfig: { publicKey: this.dryRun ? NEW_PUBLIC_KEY : key.publicKey } }),
        },
        this.call,
      );
    const poll = {
      send: () => employees.get(office, this.name, this.call),
      note: 'until the agent is ready',
    };
    if (await this.plan([{ send: hire }, ...(this.wait ? [poll] : [])])) return;
    const hired = await hire();
    if (key) await key.store(transport.endpoint);
    const agent = this.wait ? await this.#ready(employees, office, seconds) : hired;
    await this.out.fields(agent, agentFields(agent));
  }

  async #ready(employees: EmployeesAPI, office: string, seconds: number) {
    return waitFor((options) => employees.waitUntilReady(office, this.name, options), {
      what: `getting ${this.name} ready`,
      subject: `${this.name} was hired`,
      seconds,
      context: this.context,
      hint: `To see its state: mi agents get ${office} ${this.name}`,
    });
  }
}
