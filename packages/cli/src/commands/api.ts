import { text } from 'node:stream/consumers';
import type { HttpMethod, Transport } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { checkAgentDashboard } from '../client/agentDashboard.ts';
import { keystoreOf } from '../client/keystoreOf.ts';
import { ApiCommand } from '../command/ApiCommand.ts';
import { addHint } from '../errors/hints.ts';
import { noAgentKey } from '../errors/noAgentKey.ts';
import { UsageError } from '../errors/UsageError.ts';
import { openOnce } from '../files/openOnce.ts';
import { Passphrases } from '../prompt/Passphrases.ts';
import { readInput } from '../prompt/readInput.ts';
import { miHeaders } from '../version.ts';

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** `mi api` */
export class Api extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Call any route of the platform. Prints the body of the response.',
    details: `For what no command does yet. The path begins with / and must be percent-encoded.
With --agent the request is signed with that agent's key from this machine, not with yours.
JSON is printed as JSON, exactly; anything else as text.`,
    examples: [
      ['Read', 'mi api GET /api/v1/offices'],
      ['Write', `mi api POST /api/v1/offices/33f5682c/tasks -d '{"title":"Triage inbox"}'`],
      [
        'With a body from a file, or from standard input',
        'mi api PUT /api/v1/offices/33f5682c/env -d @env.json',
      ],
      [
        'As an agent',
        'mi api POST /api/v1/offices/33f5682c/tasks/claim -d \'{"agent":"aria"}\' --agent aria --office 33f5682c',
      ],
    ],
  });

  method = Option.String({ name: 'METHOD' });
  target = Option.String({ name: 'path' });
  data = Option.String('-d,--data', { description: 'the JSON body; @file reads a file, - standard input' });
  agent = Option.String('--agent', { description: 'act as this agent' });
  office = Option.String('-o,--office', { description: 'the agent’s office' });
  dashboard = Option.Boolean('--dashboard', false, {
    description: 'call the dashboard, not the office-manager',
  });

  async execute(): Promise<void> {
    const method = METHODS.find((known) => known === this.method.toUpperCase());
    if (!method)
      throw new UsageError(`${this.method} is no method`, { hint: `One of ${METHODS.join(', ')}.` });
    if (!this.target.startsWith('/')) throw new UsageError(`the path must begin with /, not ${this.target}`);
    if (this.data !== undefined && (method === 'GET' || method === 'HEAD')) {
      throw new UsageError(`${method} takes no body`, {
        hint: 'Write what it asks for into the path: /path?name=value. Or use POST.',
      });
    }
    const body = await this.#body();
    const transport = this.agent === undefined ? await this.transport() : await this.#asAgent(this.agent);
    // HEAD has none.
    const answer = await transport
      .request<string | undefined>(method, this.target, {
        ...this.call,
        body,
        as: 'text',
        host: this.dashboard ? 'dashboard' : 'office-manager',
      })
      .catch(this.#explain);
    if (answer === undefined || answer.trim() === '') return;
    if (parsed(answer)) this.out.received(answer);
    else this.out.text(answer, answer);
  }

  async #body(): Promise<unknown> {
    if (this.data === undefined) return undefined;
    const source = this.data.startsWith('@')
      ? await text(await openOnce(this.data.slice(1), this.context.signal))
      : this.data === '-'
        ? await readInput(this.context)
        : this.data;
    const json = parsed(source);
    if (!json)
      throw new UsageError('--data is not JSON', { hint: `Quote it: -d '{"title":"Triage inbox"}'` });
    return json.value;
  }

  #explain = async (error: unknown): Promise<never> => {
    if (this.agent !== undefined && Reflect.get(Object(error), 'status') === 401) {
      const office = await this.officeOf(this.office);
      addHint(
        error,
        `The platform has another public key for ${this.agent}, or none. Replace it with one that is made here: mi keys rotate -o ${office} -a ${this.agent}`,
      );
    }
    throw error;
  };

  async #asAgent(agent: string): Promise<Transport> {
    const office = await this.officeOf(this.office);
    const { endpoint, dashboardEndpoint } = await this.settings();
    const keystore = keystoreOf(this.context, this.profile);
    const passphrase = new Passphrases(this.context).current;
    const { Transport } = await import('@mitosislabs/transport');
    const { workingAgentKey } = await import('@mitosislabs/api/keys');
    const hosts = { endpoint, dashboardEndpoint };
    const options = { ...this.call, endpoint, passphrase };
    const signingKey = await workingAgentKey(
      keystore,
      new Transport({ ...hosts, headers: miHeaders }),
      office,
      agent,
      options,
    );
    if (!signingKey) throw noAgentKey(office, agent);
    if (this.dashboard) await checkAgentDashboard(keystore, { office, agent }, dashboardEndpoint);
    return new Transport({ ...hosts, agent: { agentId: agent, signingKey }, headers: miHeaders });
  }
}

function parsed(source: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(source) as unknown };
  } catch {
    return undefined;
  }
}
