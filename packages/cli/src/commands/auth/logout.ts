import type { Profile } from '@mitosislabs/keystore';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { signOut } from '../../client/signOut.ts';
import { MiCommand } from '../../command/MiCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { unknownProfile } from '../../errors/unknownProfile.ts';

/** `mi auth logout` */
export class AuthLogout extends MiCommand {
  static override usage = Command.Usage({
    description: 'Forget the key of an account, or of all.',
    details: `The endpoint of a profile and its office stay, unless --remove is given; so do the keys of agents. Keys stay
valid until they are revoked in the dashboard. Without a name it is the current account.`,
    examples: [
      ['One account', 'mi auth logout work'],
      ['And nothing is left of it here', 'mi auth logout work --remove'],
      ['All of them', 'mi auth logout --all'],
    ],
  });

  name = Option.String({ name: 'profile', required: false });
  all = Option.Boolean('--all', false, { description: 'every account on this machine' });
  remove = Option.Boolean('--remove', false, { description: 'forget the endpoint and the office too' });

  async execute(): Promise<void> {
    const named = this.name ?? this.profile;
    if (this.all && named !== undefined) throw new UsageError('--all and a profile exclude each other');
    const profiles = await keystoreOf(this.context).listProfiles();
    const signedOut: Pick<Profile, 'name' | 'email' | 'endpoint'>[] = [];
    for (const profile of await this.#chosen(named, profiles)) {
      const { name, email, endpoint } = profile;
      const keystore = keystoreOf(this.context, name);
      const wasSignedIn = await signOut(keystore, profile);
      if (this.remove) await keystore.deleteProfile(name);
      if (wasSignedIn) signedOut.push({ name, email, endpoint });
    }
    if (this.json) this.out.document(signedOut);
    else if (signedOut.length === 0) this.out.note('nobody was signed in');
    for (const { name, email, endpoint } of this.json ? [] : signedOut) {
      this.out.done(`signed out ${email ?? name} from ${endpoint} (profile ${name})`, undefined);
    }
    if (this.context.env['MITOSIS_API_KEY'])
      this.out.note('note: MITOSIS_API_KEY is set and still signs you in.');
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
