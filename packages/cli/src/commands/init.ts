import type { Keystore, StoredConfig } from '@mitosislabs/keystore';
import { apiEndpointFor } from '@mitosislabs/transport/hosts';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../client/keystoreOf.ts';
import { moveConfig } from '../client/moveConfig.ts';
import { parseUrl, sameOrigin } from '../client/urls.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { UsageError } from '../errors/UsageError.ts';
import { ask } from '../prompt/ask.ts';

const USUAL_ENDPOINT = 'https://m.mitosislabs.ai';

/** `mi init` */
export class Init extends MiCommand {
  static override usage = Command.Usage({
    description: 'Set the endpoint and the default office.',
    details: `They are kept in ~/.os1/config.json, for the current profile, or for the one that --profile names, which may
be a new one. A stored key stays only when the endpoint does: it was issued for that host. To keep it, give
the other endpoint a profile of its own. At a terminal, and without options, it asks.`,
    examples: [
      ['The platform', 'mi init --endpoint https://mitosislabs.ai'],
      [
        'The office that commands act on when none is named',
        'mi init --office 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11',
      ],
      ['A second platform beside the first', 'mi init --profile dev --endpoint https://dev.mitosislabs.ai'],
      [
        'An emulator on ports of its own',
        'mi init --endpoint http://localhost:9080 --dashboard http://localhost:9000',
      ],
    ],
  });

  endpoint = Option.String('--endpoint', { description: 'the platform: its API or its dashboard' });
  dashboard = Option.String('--dashboard', { description: 'its dashboard, where it cannot be derived' });
  office = Option.String('-o,--office', { description: 'the default office; "" for none' });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context, this.profile);
    const before = await keystore.loadConfig();
    const named = this.endpoint ?? (await this.#ask(before?.endpoint ?? USUAL_ENDPOINT));
    const endpoint = apiEndpointFor(parseUrl('--endpoint', named));
    const dashboard = this.dashboard === undefined ? undefined : parseUrl('--dashboard', this.dashboard);
    const config = await this.#save(keystore, endpoint, dashboard);
    const signedOut = before?.apiKey !== undefined && config.apiKey === undefined;
    if (signedOut) this.out.note(`note: signed out: the stored key was issued for ${before.endpoint}.`);
    this.out.done(
      `endpoint ${config.endpoint}${config.defaultOffice === undefined ? '' : `, office ${config.defaultOffice}`}`,
      {
        endpoint: config.endpoint,
        dashboardEndpoint: config.dashboardEndpoint,
        defaultOffice: config.defaultOffice,
        signedIn: config.apiKey !== undefined,
      },
    );
    if (config.apiKey === undefined) this.out.note('next: mi login');
  }

  async #save(keystore: Keystore, endpoint: string, dashboard: string | undefined): Promise<StoredConfig> {
    let moved: StoredConfig = { endpoint };
    await keystore.updateConfig((current) => {
      const stays = current !== undefined && sameOrigin(endpoint, current.endpoint);
      moved = moveConfig(current, endpoint, dashboard ?? (stays ? current.dashboardEndpoint : undefined));
      if (this.office !== undefined) moved.defaultOffice = this.office || undefined;
      return moved;
    });
    return moved;
  }

  async #ask(current: string): Promise<string> {
    if (this.office !== undefined || this.dashboard !== undefined) return current;
    if (!this.context.stdin.isTTY) {
      throw new UsageError('there is nothing to set', { hint: 'Pass --endpoint <url> or --office <id>.' });
    }
    return (await ask(`Endpoint [${current}]:`, this.context)).trim() || current;
  }
}
