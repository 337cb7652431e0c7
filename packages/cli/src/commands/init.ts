import { join } from 'node:path';
import { type Keystore, KeystoreError } from '@mitosislabs/keystore';
import { apiEndpointFor, DEFAULT_ENDPOINT, isSameOrigin } from '@mitosislabs/transport/hosts';
import { Command, Option } from 'clipanion';
import { assertProfile } from '../client/assertProfile.ts';
import { changeProfile } from '../client/changeProfile.ts';
import { keystoreOf, parseUrl } from '../client/connect.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import { moveConfig, type ProfileFields } from '../login/keepAccount.ts';
import { ask, confirm } from '../prompt/ask.ts';
import { canAsk } from '../prompt/canAsk.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** A saved profile. */
interface Saved {
  config: ProfileFields;
  /** The host of the account, when its key was removed. */
  signedOutOf: string | undefined;
  /** Why that key is still in the keychain, if it is. */
  keyLeft: string | undefined;
}

/** `mi init` */
export class Init extends MiCommand {
  static override usage = Command.Usage({
    description: 'Set the endpoint and the default office.',
    details: `The settings are stored in ~/.os1/config.json, for the current profile or for the one that --profile names, which may
be new. The first one gets the endpoint of MITOSIS_ENDPOINT, if you name none. When the endpoint changes, the stored key is removed, because it was issued for the old host. To keep it,
give the other endpoint a profile of its own. Without options, asks at a terminal.

If other users can read or write config.json, as earlier versions allowed, mi makes it private (mode 0600): at a
terminal after asking, otherwise with --yes.`,
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
      ['Make config.json private, and change nothing else', 'mi init --yes'],
    ],
  });

  endpoint = Option.String('--endpoint', { description: 'the platform: its API or its dashboard' });
  dashboard = Option.String('--dashboard', { description: 'its dashboard, if it cannot be derived' });
  office = Option.String('-o,--office', { description: 'the default office: its id or name; "" for none' });

  yes = Option.Boolean('-y,--yes', false, { description: 'make config.json private without asking' });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context, this.profile);
    const given = this.endpoint === undefined ? undefined : endpointFrom('--endpoint', this.endpoint);
    const dashboard = this.dashboard === undefined ? undefined : parseUrl('--dashboard', this.dashboard);
    // Refuses unsafe addresses before anything is changed.
    moveConfig(undefined, given ?? DEFAULT_ENDPOINT, dashboard);
    await this.#closeConfig(keystore);
    // A new profile needs an endpoint. Without one, its name is probably mistyped.
    if (this.endpoint === undefined) await assertProfile(this.context, this.profile);
    const name = await keystore.profile();
    const before = (await keystore.listProfiles()).find((profile) => profile.name === name);
    if (this.yes && given === undefined && this.office === undefined && dashboard === undefined) {
      const path = join(keystore.basePath, 'config.json');
      return this.out.done(`${path} is private`, { endpoint: before?.endpoint, private: true });
    }
    const endpoint =
      given ?? endpointFrom('the endpoint', await this.#ask(before?.endpoint ?? this.#usual()));
    const office = this.office ? await this.#checked(this.office, endpoint) : this.office;
    const { config, signedOutOf, keyLeft } = await this.#save(keystore, endpoint, dashboard, office);
    if (signedOutOf !== undefined)
      this.out.note(`note: signed out: the stored key was issued for ${signedOutOf}.`);
    if (keyLeft !== undefined) this.out.note(escapeLine(`note: ${keyLeft}`));
    const signedIn = config.apiKeyIn !== undefined || (await this.#hasSecret(keystore, config.endpoint));
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

  /** Checks the office with the platform, if the account can be used there. Returns its id. */
  async #checked(office: string, endpoint: string): Promise<string> {
    const [{ loadSettings }, { checkOffice }] = await Promise.all([
      import('../client/connect.ts'),
      import('../client/resolveOffice.ts'),
    ]);
    try {
      const settings = await loadSettings(this.context, {
        endpoint,
        profile: this.profile,
        mayBeNew: true,
      });
      const named = this.endpoint ?? this.context.env['MITOSIS_ENDPOINT'];
      if (
        settings.apiKey?.variable !== undefined &&
        named &&
        !isSameOrigin(apiEndpointFor(named), endpoint)
      ) {
        // The key of the environment belongs to the endpoint of the environment.
        this.out.note('note: the office was not checked, because MITOSIS_ENDPOINT names another platform.');
      } else if (settings.apiKey ?? settings.jwtSecret) {
        return (await checkOffice(office, settings, this.context)).id;
      } else this.out.note('note: the office was not checked, because you are not signed in there.');
    } catch (error) {
      if (error instanceof CliError || this.context.signal.aborted) throw error;
      const { message } = error instanceof Error ? error : new Error(String(error));
      this.out.note(escapeLine(`note: the office was not checked: ${message}`));
    }
    return office;
  }

  async #save(
    keystore: Keystore,
    endpoint: string,
    dashboard: string | undefined,
    office: string | undefined,
  ): Promise<Saved> {
    let config: ProfileFields = { endpoint };
    let signedOutOf: string | undefined;
    const keyLeft = await changeProfile(() =>
      keystore.updateProfile((current) => {
        const stays = current !== undefined && isSameOrigin(endpoint, current.endpoint);
        config = moveConfig(current, endpoint, dashboard ?? (stays ? current.dashboardEndpoint : undefined));
        if (office !== undefined) config.defaultOffice = office || undefined;
        const isLost = current?.apiKeyIn !== undefined && config.apiKeyIn === undefined;
        signedOutOf = isLost ? current.endpoint : undefined;
        return config;
      }),
    );
    return { config, signedOutOf, keyLeft };
  }

  /** Makes config.json private, if it is not: with --yes, or after asking. */
  async #closeConfig(keystore: Keystore): Promise<void> {
    if (!(await keystore.isConfigOpenToOthers())) return;
    const path = join(keystore.basePath, 'config.json');
    const problem = `other users can read or write ${path}`;
    if (!this.yes) {
      if (!canAsk(this.context)) {
        throw new KeystoreError('unsafe_file', path, problem, { hint: 'Make it private: `mi init --yes`.' });
      }
      if (!(await confirm(`${problem}. Make it private?`, this.context))) {
        throw new CliError('nothing was changed', {
          code: 'not_confirmed',
          exitCode: ExitCode.confirmation,
          hint: `chmod 600 ${path}`,
        });
      }
    }
    await keystore.closeConfig();
    this.out.note(escapeLine(`made ${path} private (mode 0600)`));
    const hasKey = (await keystore.listProfiles()).some(({ apiKeyIn }) => apiKeyIn === 'file');
    if (hasKey)
      this.out.note('note: other users could read the API key in it. Revoke it, and run `mi login`.');
  }

  async #hasSecret(keystore: Keystore, endpoint: string): Promise<boolean> {
    if ((await keystore.profile()) !== 'default' || !(await keystore.hasJWTSecret())) return false;
    return keystore.loadJWTSecret({ endpoint }).then(
      () => true,
      () => false,
    );
  }

  /** The endpoint of the first profile. */
  #usual(): string {
    const { MITOSIS_ENDPOINT: named } = this.context.env;
    return named ? endpointFrom('MITOSIS_ENDPOINT', named) : DEFAULT_ENDPOINT;
  }

  async #ask(current: string): Promise<string> {
    if (this.office !== undefined || this.dashboard !== undefined) return current;
    if (!canAsk(this.context)) {
      throw new UsageError('there is nothing to set', { hint: 'Pass --endpoint <url> or --office <id>.' });
    }
    return (await ask(`Endpoint [${current}]:`, this.context)).trim() || current;
  }
}

/** Checks the address of a platform; `name` says where it was given. */
function endpointFrom(name: string, url: string): string {
  return apiEndpointFor(parseUrl(name, url));
}
