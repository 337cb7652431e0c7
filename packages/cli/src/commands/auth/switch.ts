import type { Profile } from '@mitosislabs/keystore';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { MiCommand } from '../../command/MiCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { isProfileName, unknownProfile } from '../../errors/unknownProfile.ts';
import { canAsk } from '../../prompt/canAsk.ts';
import { choose } from '../../prompt/choose.ts';

/** `mi auth switch` */
export class AuthSwitch extends MiCommand {
  static override usage = Command.Usage({
    description: 'Choose the account that commands act as.',
    details: `Without a name: switches to the other account if there are two; otherwise asks at a terminal. To use an
account for one command only, use --profile; for one shell, MI_PROFILE.`,
    examples: [
      ['To an account', 'mi auth switch work'],
      ['Choose from a list', 'mi auth switch'],
    ],
  });

  name = Option.String({ name: 'profile', required: false });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context);
    const profiles = await keystore.listProfiles();
    const name = this.name ?? this.profile ?? (await this.#choose(profiles));
    const profile = profiles.find((known) => known.name === name);
    if (!profile) {
      // Throws for a broken profile.
      if (isProfileName(name)) await keystoreOf(this.context, name).loadConfig();
      throw unknownProfile(name, profiles);
    }
    await keystore.switchProfile(name);
    const { email, endpoint } = profile;
    const who = profile.apiKeyIn === undefined ? 'no account is signed in' : (email ?? 'signed in');
    this.out.done(`profile ${name}: ${who} at ${endpoint}`, {
      profile: name,
      email,
      endpoint,
      signedIn: profile.apiKeyIn !== undefined,
    });
    if (this.context.env['MI_PROFILE'])
      this.out.note('note: MI_PROFILE is set: it overrides the current profile.');
  }

  async #choose(profiles: readonly Profile[]): Promise<string> {
    const others = profiles.filter(({ isCurrent }) => !isCurrent);
    const [only] = others;
    if (!only)
      throw new UsageError('there is no other profile', { hint: 'Make one: mi login --profile <name>' });
    if (others.length === 1) return only.name;
    if (!canAsk(this.context)) {
      throw new UsageError('there are several profiles, and none was named', {
        hint: `Name one: ${others.map(({ name }) => name).join(', ')}.`,
      });
    }
    const choices = profiles.map(({ name, email, endpoint, isCurrent }) => ({
      name,
      detail: `${email === undefined ? '' : `${email}  `}${endpoint}${isCurrent ? '  (current)' : ''}`,
    }));
    return choose('Which profile?', choices, this.context);
  }
}
