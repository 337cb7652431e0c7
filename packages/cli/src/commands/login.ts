import { Transport } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { loadSettings } from '../client/loadSettings.ts';
import { shortKey } from '../client/shortKey.ts';
import { parseUrl } from '../client/urls.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { type Account, accountName } from '../login/Account.ts';
import { browserLogin } from '../login/browserLogin.ts';
import { checkKey, type Place } from '../login/checkKey.ts';
import { type Kept, keepAccount } from '../login/keepAccount.ts';
import { inertLine } from '../output/inert.ts';
import { readSecret } from '../prompt/readSecret.ts';

/** `mi login` */
export class Login extends MiCommand {
  static override usage = Command.Usage({
    description: 'Sign in with the browser, or with a key.',
    details: `Opens the dashboard in your browser, waits up to two minutes, checks the key that it issues, and keeps it in
~/.os1/config.json, readable by you alone. The address is printed too. Where no browser comes up, open it on
any machine, sign in there, and paste here the address that does not load, or a key from the dashboard.

Another account or host than the current one gets a profile of its own and becomes current; the first stays
signed in. With --profile it goes there, and the current one stays.`,
    examples: [
      ['With the browser', 'mi login'],
      ['To another platform', 'mi login --endpoint https://dev.mitosislabs.ai'],
      ['To a second account, beside the first', 'mi login --profile work'],
      ['With a key that you paste, or pipe in', 'mi login --token -'],
    ],
  });

  endpoint = Option.String('--endpoint', { description: 'the platform: its dashboard or its API' });
  dashboard = Option.String('--dashboard', { description: 'its dashboard, where it cannot be derived' });
  token = Option.String('--token', { description: 'a key in place of the browser; - reads standard input' });
  noBrowser = Option.Boolean('--no-browser', false, { description: 'only print the address' });

  async execute(): Promise<void> {
    const place = await this.#place();
    const keep = (account: Account) => this.#keep(account, place);
    if (this.token === undefined) {
      await browserLogin(place, { browser: !this.noBrowser, keep }, this.context, this.out);
    } else {
      await keep(await this.#withToken(this.token, place));
    }
  }

  async #keep(account: Account, place: Place): Promise<void> {
    const { apiKey, email, offices } = account;
    const kept = await keepAccount(account, place, this.profile, this.context);
    const { profile, isCurrent } = kept;
    for (const line of remarks(kept)) this.out.note(inertLine(line));
    const key = shortKey(apiKey);
    this.out.done(`logged in as ${accountName(account)} (API key ${key})`, {
      email,
      apiKey: key,
      ...place,
      profile,
      isCurrent,
      offices: offices.length,
    });
    if (!this.json && offices.length === 0) this.out.note('next: mi offices create -n <name>');
  }

  async #place(): Promise<Place> {
    const { endpoint, dashboardEndpoint } = await loadSettings(this.context, {
      endpoint: this.endpoint,
      profile: this.profile,
      mayBeNew: true,
    });
    const dashboard =
      this.dashboard === undefined ? dashboardEndpoint : parseUrl('--dashboard', this.dashboard);
    // Refuses what is neither https nor this machine, and cuts trailing slashes.
    const checked = new Transport({ endpoint, dashboardEndpoint: dashboard });
    return { endpoint: checked.endpoint, dashboardEndpoint: checked.dashboardEndpoint };
  }

  async #withToken(token: string, place: Place): Promise<Account> {
    if (token !== '-') {
      this.out.note(
        'warning: a key on the command line shows in the process list and in the history of your shell.',
      );
      this.out.note('         `mi login --token -` reads it from standard input.');
    }
    const apiKey = token === '-' ? await readSecret('API key (it stays unseen):', this.context) : token;
    return checkKey(apiKey, undefined, place, this.context.signal);
  }
}

/** What else somebody is to know of where their account is. */
function remarks({ profile, isCurrent, replaced, before }: Kept): string[] {
  const lines: string[] = [];
  if (replaced) {
    const whom = `${replaced.email ?? 'another key'} at ${replaced.endpoint}`;
    lines.push(`note: this replaces the sign-in of ${whom} in the profile ${profile}.`);
  }
  if (before && isCurrent) {
    const who = before.email ?? `the account at ${before.endpoint}`;
    lines.push(`note: it is the profile ${profile}, and the current one now. ${who} stays signed in:`);
    lines.push(`      mi auth switch ${before.name}`);
  } else if (before) {
    lines.push(
      `note: it is the profile ${profile}; the current one is still ${before.name}. To change that:`,
    );
    lines.push(`      mi auth switch ${profile}`);
  }
  return lines;
}
