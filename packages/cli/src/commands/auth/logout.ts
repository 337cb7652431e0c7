import { apiKeyVariable } from '@mitosislabs/api/account';
import type { Profile } from '@mitosislabs/keystore';
import { Command, Option } from 'clipanion';
import { changeProfile } from '../../client/changeProfile.ts';
import { keystoreOf } from '../../client/connect.ts';
import { type SignedOut, signOut } from '../../client/signOut.ts';
import { MiCommand } from '../../command/MiCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { unknownProfile } from '../../errors/unknownProfile.ts';
import { escapeLine } from '../../terminal/escapeControls.ts';

/** `mi auth logout` */
export class AuthLogout extends MiCommand {
  static override usage = Command.Usage({
    description: 'Forget the key of one account, or of all.',
    details: `Without a name: the current account. The profile's endpoint and office stay, unless --remove is given. The keys of
agents stay in any case. A key stays valid until it is revoked in the dashboard.`,
    examples: [
      ['One account', 'mi auth logout work'],
      ['With its endpoint and office', 'mi auth logout work --remove'],
      ['All of them', 'mi auth logout --all'],
    ],
  });

  name = Option.String({ name: 'profile', required: false });
  all = Option.Boolean('--all', false, { description: 'every account on this machine' });
  remove = Option.Boolean('--remove', false, { description: 'also remove the endpoint and the office' });

  async execute(): Promise<void> {
    const named = this.name ?? this.profile;
    if (this.all && named !== undefined) throw new UsageError('--all and a profile exclude each other');
    const keystore = keystoreOf(this.context);
    const profiles = await keystore.listProfiles();
    const broken = await keystore.listBrokenProfiles();
    if (named !== undefined && broken.some(({ name }) => name === named)) return this.#removeBroken(named);
    const chosen = await this.#chosen(named, profiles);
    const signedOut: (Pick<Profile, 'name' | 'email' | 'endpoint'> & { keyLeft: string | undefined })[] = [];
    for (const { name } of chosen) {
      const { profile, keyLeft } = await this.#signOut(name);
      if (!profile) continue;
      const { email, endpoint } = profile;
      signedOut.push({ name, email, endpoint, keyLeft });
      // At once: the next one may fail.
      if (!this.json)
        this.out.done(`signed out ${email ?? name} from ${endpoint} (profile ${name})`, undefined);
      if (keyLeft !== undefined) this.out.note(escapeLine(`note: ${keyLeft}`));
    }
    if (this.json) await this.out.document(signedOut);
    else if (signedOut.length === 0) this.out.note('no account was signed in');
    for (const { name } of this.all ? broken : [])
      this.out.note(
        `note: the profile ${name} is broken and may hold a key: mi auth logout ${name} --remove`,
      );
    if (this.remove && chosen.some(({ isCurrent }) => isCurrent)) await this.#sayWhoIsLeft();
    const variable = apiKeyVariable(this.context.env);
    if (variable) this.out.note(`note: ${variable.name} is set and still signs you in.`);
  }

  /** Removes an unreadable profile as a whole: its key cannot be distinguished from the rest. */
  async #removeBroken(name: string): Promise<void> {
    const keystore = keystoreOf(this.context, name);
    // Throws, and says why.
    if (!this.remove) await keystore.loadConfig();
    await keystore.deleteProfile(name);
    this.out.done(`removed the broken profile ${name}`, [{ name }]);
  }

  async #signOut(name: string): Promise<SignedOut> {
    const keystore = keystoreOf(this.context, name);
    if (!this.remove) return signOut(keystore);
    // In one change: a failure between two would leave half of it.
    const before = (await keystore.listProfiles()).find((profile) => profile.name === name);
    const keyLeft = await changeProfile(() => keystore.deleteProfile(name));
    return { profile: before?.apiKeyIn === undefined ? undefined : before, keyLeft };
  }

  /** Notes the account that the next command acts as, if the current profile changed. */
  async #sayWhoIsLeft(): Promise<void> {
    const profiles = (await keystoreOf(this.context).listProfiles()).filter(({ apiKeyIn }) => apiKeyIn);
    const current = profiles.find(({ isCurrent }) => isCurrent);
    const next = profiles.map(({ name }) => `mi auth switch ${name}`).join(' or ');
    if (current) {
      const { name, email, endpoint } = current;
      this.out.note(
        escapeLine(`note: the current account is now ${email ?? name} at ${endpoint} (profile ${name}).`),
      );
    } else if (profiles.length > 0) {
      this.out.note(`note: there is no current account now. To choose one: ${next}`);
    }
  }

  async #chosen(named: string | undefined, profiles: readonly Profile[]): Promise<readonly Profile[]> {
    if (this.all) return profiles;
    const name = named ?? (await keystoreOf(this.context).profile());
    const found = profiles.filter((profile) => profile.name === name);
    if (found.length === 0 && (named !== undefined || profiles.length > 0))
      throw unknownProfile(name, profiles);
    return found;
  }
}
