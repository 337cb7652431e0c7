import { apiKeyVariable } from '@mitosislabs/api/account';
import { Command } from 'clipanion';
import { assertProfile } from '../client/assertProfile.ts';
import { keystoreOf } from '../client/connect.ts';
import { signOut } from '../client/signOut.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** `mi logout` */
export class Logout extends MiCommand {
  static override usage = Command.Usage({
    description: 'Forget the stored key.',
    details: `The endpoint stays, and so do the keys of agents. The key itself stays valid until it is revoked in the
dashboard. Other accounts stay signed in: \`mi auth logout --all\` forgets every key.`,
    examples: [
      ['Sign out', 'mi logout'],
      ['Another account than the current one', 'mi logout --profile work'],
    ],
  });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context, this.profile);
    await assertProfile(this.context, this.profile);
    const name = await keystore.profile();
    const { profile, keyLeft } = await signOut(keystore);
    if (profile) {
      const { email, endpoint } = profile;
      this.out.done(`signed out${email === undefined ? '' : ` ${email}`} from ${endpoint}`, {
        signedOut: true,
        profile: name,
        email,
        endpoint,
        keyLeft,
      });
    } else {
      this.out.done('no account was signed in', { signedOut: false });
    }
    if (keyLeft !== undefined) this.out.note(escapeLine(`note: ${keyLeft}`));
    const variable = apiKeyVariable(this.context.env);
    if (variable) this.out.note(`note: ${variable.name} is set and still signs you in.`);
  }
}
