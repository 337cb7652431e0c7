import { Command } from 'clipanion';
import { keystoreOf } from '../client/keystoreOf.ts';
import { MiCommand } from '../command/MiCommand.ts';

/** `mi logout` */
export class Logout extends MiCommand {
  static override usage = Command.Usage({
    description: 'Forget the key that is stored on this machine.',
    details: `The endpoint stays, and so do the keys of agents. The key itself stays valid until it is revoked in the
dashboard.`,
    examples: [['Sign out', 'mi logout']],
  });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context);
    const config = await keystore.loadConfig();
    if (config?.apiKey === undefined) {
      this.out.done('nobody was signed in', { signedOut: false });
      return;
    }
    const { apiKey: _, email, ...rest } = config;
    await keystore.saveConfig(rest);
    this.out.done(`signed out${email === undefined ? '' : ` ${email}`} from ${config.endpoint}`, {
      signedOut: true,
      email,
      endpoint: config.endpoint,
    });
    if (this.context.env['MITOSIS_API_KEY'])
      this.out.note('note: MITOSIS_API_KEY is set and still signs you in.');
  }
}
