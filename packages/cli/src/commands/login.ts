import { join } from 'node:path';
import { apiKeyVariable } from '@mitosislabs/api/account';
import { Transport } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { keystoreOf, loadSettings, parseUrl } from '../client/connect.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { browserLogin } from '../login/browserLogin.ts';
import {
  type Account,
  accountName,
  checkKey,
  type Kept,
  keepAccount,
  type Place,
  shortKey,
} from '../login/keepAccount.ts';
import { whileShown } from '../output/progress.ts';
import { readSecret } from '../prompt/readSecret.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** `mi login` */
export class Login extends MiCommand {
  static override usage = Command.Usage({
    description: 'Sign in with the browser, or with a key.',
    details: `Opens the dashboard in your browser, waits up to two minutes for the key that it issues, checks the key, and
stores it in the keychain of this machine or, if there is none, in ~/.os1/config.json, which only you can read.
The address is printed too. If no browser opens, open the address on any machine and sign in there. Then paste
here the address that does not load, or a key from the dashboard.

If the account or host is not the current one, it gets a new profile, which becomes current; the first account
stays signed in. With --profile it is stored under that name, and the current profile does not change.`,
    examples: [
      ['With the browser', 'mi login'],
      ['To another platform', 'mi login --endpoint https://dev.mitosislabs.ai'],
      ['To a second account, beside the first', 'mi login --profile work'],
      ['With a key that you paste, or pipe in', 'mi login --token -'],
    ],
  });

  endpoint = Option.String('--endpoint', { description: 'the platform: its dashboard or its API' });
  dashboard = Option.String('--dashboard', { description: 'its dashboard, if it cannot be derived' });
  token = Option.String('--token', { description: 'a key in place of the browser; - reads standard input' });
  noKeychain = Option.Boolean('--no-keychain', false, {
    description: 'store the key in the file, not in the keychain',
  });
  noBrowser = Option.Boolean('--no-browser', false, { description: 'only print the address' });

  async execute(): Promise<void> {
    const place = await this.#place();
    // Checked before the sign-in, not after it.
    const keyIn = await this.#whereKeysGo();
    const keep = (account: Account) => this.#keep(account, place, keyIn);
    if (this.token === undefined) {
      await browserLogin(place, { browser: !this.noBrowser, keep }, this.context, this.out);
    } else {
      await keep(await this.#withToken(this.token, place));
    }
  }

  async #keep(account: Account, place: Place, wanted: Kept['keyIn']): Promise<void> {
    const { apiKey, offices } = account;
    const kept = await keepAccount(account, place, { named: this.profile, keyIn: wanted }, this.context);
    const { profile, email, isCurrent, keyIn } = kept;
    for (const line of remarks(kept)) this.out.note(escapeLine(line));
    const key = shortKey(apiKey);
    const where =
      keyIn === 'keychain' ? 'the keychain' : join(keystoreOf(this.context).basePath, 'config.json');
    this.out.done(
      `logged in as ${accountName({ email, offices })} (API key ${key}); the key is in ${where}`,
      {
        email,
        apiKey: key,
        ...place,
        profile,
        isCurrent,
        keyIn,
        owner: offices[0]?.owner_id,
        offices: offices.length,
      },
    );
    const variable = apiKeyVariable(this.context.env);
    if (variable) this.out.note(`note: ${variable.name} is set: it overrides every stored key.`);
    if (!this.json && offices.length === 0) this.out.note('next: mi offices create -n <name>');
  }

  async #whereKeysGo(): Promise<Kept['keyIn']> {
    if (this.noKeychain || this.context.env['MITOSIS_KEYCHAIN'] === 'off') return 'file';
    return (await keystoreOf(this.context, this.profile).hasKeychain()) ? 'keychain' : 'file';
  }

  async #place(): Promise<Place> {
    const { endpoint, dashboardEndpoint } = await loadSettings(this.context, {
      endpoint: this.endpoint,
      profile: this.profile,
      mayBeNew: true,
      withoutKey: true,
    });
    const dashboard =
      this.dashboard === undefined ? dashboardEndpoint : parseUrl('--dashboard', this.dashboard);
    // Refuses an address that is neither https nor on this machine, and cuts trailing slashes.
    const checked = new Transport({ endpoint, dashboardEndpoint: dashboard });
    return { endpoint: checked.endpoint, dashboardEndpoint: checked.dashboardEndpoint };
  }

  async #withToken(token: string, place: Place): Promise<Account> {
    if (token !== '-') {
      this.out.note(
        'warning: a key on the command line shows in the process list and in the history of your shell. `mi login --token -` reads it from standard input.',
      );
    }
    const apiKey = token === '-' ? await readSecret('API key (input is hidden):', this.context) : token;
    const checked = checkKey(apiKey, undefined, place, this.context.signal);
    return whileShown(this.context, 'checking the key', checked);
  }
}

/** Notes about the place of the account. */
function remarks({ profile, isCurrent, keychainFailed, replaced, before }: Kept): string[] {
  const lines: string[] = [];
  if (keychainFailed !== undefined) lines.push(`note: the key is in the file instead. ${keychainFailed}`);
  if (replaced) {
    const whom = `${replaced.email ?? 'another key'} at ${replaced.endpoint}`;
    lines.push(`note: this replaces the sign-in of ${whom} in the profile ${profile}.`);
  }
  if (before && isCurrent) {
    const who = before.email ?? `the account at ${before.endpoint}`;
    lines.push(`note: the current profile is now ${profile}. ${who} stays signed in:`);
    lines.push(`      mi auth switch ${before.name}`);
  } else if (before) {
    lines.push(
      `note: signed in to the profile ${profile}; the current one is still ${before.name}. To change that:`,
    );
    lines.push(`      mi auth switch ${profile}`);
  }
  return lines;
}
