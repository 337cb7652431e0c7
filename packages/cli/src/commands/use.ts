import { officeVariable } from '@mitosislabs/api/account';
import { isSameOrigin } from '@mitosislabs/transport/hosts';
import { Command, Option } from 'clipanion';
import { assertProfile } from '../client/assertProfile.ts';
import { keystoreOf, type Settings } from '../client/connect.ts';
import { checkOffice, listOffices } from '../client/resolveOffice.ts';
import { ApiCommand, oneOffice } from '../command/ApiCommand.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from '../prompt/canAsk.ts';

/** `mi use` */
export class Use extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Choose the office that commands act on.',
    details: `The office is checked, and stored as the default one of the current profile. Commands act on it unless they name another.
Without an office, at a terminal, it asks.`,
    examples: [
      ['By its name, or the beginning of it', 'mi use acme'],
      ['By its id', 'mi use 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['Pick one', 'mi use'],
    ],
  });

  officeArgument = Option.String({ name: 'office', required: false });
  office = Option.String('-o,--office', { description: 'the office, in place of the argument' });

  async execute(): Promise<void> {
    await assertProfile(this.context, this.profile);
    const settings = await this.settings();
    const keystore = keystoreOf(this.context, this.profile);
    const current = (await keystore.listProfiles()).find(({ name }) => name === settings.profile);
    if (current && !isSameOrigin(current.endpoint, settings.endpoint)) {
      throw new UsageError(
        `the profile ${settings.profile} is for ${current.endpoint}, not for ${settings.endpoint}`,
        {
          hint: `Give that endpoint a profile of its own: mi init --profile <name> --endpoint ${settings.endpoint}`,
        },
      );
    }
    const { id, name } = await checkOffice(
      oneOffice(this.office, this.officeArgument) ?? (await this.#pick(settings)),
      settings,
      this.context,
    );
    await keystore.updateProfile((stored) => ({
      ...(stored ?? { endpoint: settings.endpoint }),
      defaultOffice: id,
    }));
    this.out.done(`office ${name === undefined ? id : `${name} (${id})`}`, {
      defaultOffice: id,
      name,
      profile: settings.profile,
    });
    const variable = officeVariable(this.context.env);
    if (variable) this.out.note(`note: ${variable.name} is set: it overrides the default office.`);
  }

  async #pick(settings: Settings): Promise<string> {
    if (!canAsk(this.context)) {
      throw new UsageError('<office> is missing', { hint: '`mi offices list` shows yours.' });
    }
    const { choose } = await import('../prompt/choose.ts');
    const choices = (await listOffices(settings, this.context)).map(({ id, name }) => ({
      name,
      detail: id === settings.defaultOffice ? `${id} (default)` : id,
      value: id,
    }));
    if (choices.length === 0) {
      throw new UsageError('you own no office yet', { hint: 'Create one: mi offices create -n <name>' });
    }
    return choose('Which office?', choices, this.context);
  }
}
