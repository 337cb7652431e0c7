import type { Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';

/** `mi dev user` */
export class DevUser extends DevCommand {
  static override usage = Command.Usage({
    description: 'Create a user of `mi dev`, with an API key.',
    details: 'A user that exists gets another key.',
    examples: [['Create one', 'mi dev user ada@example.com']],
  });

  email = Option.String({ name: 'email' });

  protected async act(control: Control): Promise<void> {
    const user = await control.createUser(this.email);
    await this.out.fields(user, { id: user.id, email: user.email, 'API key': user.apiKey });
  }
}
