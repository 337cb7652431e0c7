import type { Keystore } from '@mitosislabs/keystore';
import { apiEndpointFor, DEFAULT_ENDPOINT } from '@mitosislabs/transport/hosts';
import { Command, Option } from 'clipanion';
import { assertProfile } from '../client/assertProfile.ts';
import { changeProfile } from '../client/changeProfile.ts';
import { keystoreOf } from '../client/keystoreOf.ts';
import { moveConfig, type ProfileFields } from '../client/moveConfig.ts';
import { parseUrl, sameOrigin } from '../client/urls.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { UsageError } from '../errors/UsageError.ts';
import { ask } from '../prompt/ask.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** What a profile has become. */
interface Saved {
  config: ProfileFields;
  /** The host that somebody was signed in to, where the key was not kept. */
  signedOutOf: string | undefined;
  /** Why that key is still in the keychain, where it is. */
  keyLeft: string | undefined;
}

/** `mi init` */
export class Init extends MiCommand {
  static override usage = Command.Usage({
    description: 'Set the endpoint and the default office.',
    details: `They are stored in ~/.os1/config.json, for the current profile or for the one that --profile names, which may
be new. When the endpoint changes, the stored key is removed, because it was issued for the old host. To keep it,
give the other endpoint a profile of its own. Without options, at a terminal, it asks.`,
    examples: [
      ['The platform', 'mi init --endpoint https://mitosislabs.ai'],
      [
        'The office that commands act on when none is named',
        'mi init --office 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11',
      ],
      ['A second platform beside the first', 'mi init --profile dev --endpoint https://dev.mitosislabs.ai'],
      [
        'An emulator on other ports than the usual ones',
        'mi init --endpoint http://localhost:9080 --dashboard http://localhost:9000',
      ],
    ],
  });

  endpoint = Option.String('--endpoint', { description: 'the platform: its API or its dashboard' });
  dashboard = Option.String('--dashboard', { description: 'its dashboard, where it cannot be derived' });
  office = Option.String('-o,--office', { description: 'the default office; "" for none' });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context, this.profile);
    // One that is new needs a place of its own; without one, its name is mistyped.
    if (this.endpoint === undefined) await assertProfile(this.context, this.profile);
    const name = await keystore.profile();
    const before = (await keystore.listProfiles()).find((profile) => profile.name === name);
    const named = this.endpoint ?? (await this.#ask(before?.endpoint ?? DEFAULT_ENDPOINT));
    const endpoint = apiEndpointFor(parseUrl('--endpoint', named));
    const dashboard = this.dashboard === undefined ? undefined : parseUrl('--dashboard', this.dashboard);
    const { config, signedOutOf, keyLeft } = await this.#save(keystore, endpoint, dashboard);
    if (signedOutOf !== undefined)
      this.out.note(`note: signed out: the stored key was issued for ${signedOutOf}.`);
    if (keyLeft !== undefined) this.out.note(escapeLine(`note: ${keyLeft}`));
    const signedIn = config.apiKeyIn !== undefined;
    this.out.done(
      `endpoint ${config.endpoint}${config.defaultOffice === undefined ? '' : `, office ${config.defaultOffice}`}`,
      {
        endpoint: config.endpoint,
        dashboardEndpoint: config.dashboardEndpoint,
        defaultOffice: config.defaultOffice,
        signedIn,
      },
    );
    if (!signedIn) this.out.note('next: mi login');
  }

  async #save(keystore: Keystore, endpoint: string, dashboard: string | undefined): Promise<Saved> {
    let config: ProfileFields = { endpoint };
    let signedOutOf: string | undefined;
    const keyLeft = await changeProfile(() =>
      keystore.updateProfile((current) => {
        const stays = current !== undefined && sameOrigin(endpoint, current.endpoint);
        config = moveConfig(current, endpoint, dashboard ?? (stays ? current.dashboardEndpoint : undefined));
        if (this.office !== undefined) config.defaultOffice = this.office || undefined;
        const isLost = current?.apiKeyIn !== undefined && config.apiKeyIn === undefined;
        signedOutOf = isLost ? current.endpoint : undefined;
        return config;
      }),
    );
    return { config, signedOutOf, keyLeft };
  }

  async #ask(current: string): Promise<string> {
    if (this.office !== undefined || this.dashboard !== undefined) return current;
    if (!this.context.stdin.isTTY) {
      throw new UsageError('there is nothing to set', { hint: 'Pass --endpoint <url> or --office <id>.' });
    }
    return (await ask(`Endpoint [${current}]:`, this.context)).trim() || current;
  }
}
