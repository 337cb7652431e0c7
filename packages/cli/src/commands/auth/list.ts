import { Command } from 'clipanion';
import { keystoreOf, namedProfile } from '../../client/connect.ts';
import { overrides } from '../../client/variables.ts';
import { MiCommand } from '../../command/MiCommand.ts';
import { unknownProfile } from '../../errors/unknownProfile.ts';
import { escapeLine } from '../../terminal/escapeControls.ts';

/** `mi auth list` */
export class AuthList extends MiCommand {
  static override usage = Command.Usage({
    description: 'List the accounts on this machine.',
    details: `Each account is a profile: a name for an account at a host. * marks the one that commands act as. KEY says where
its key is kept. Nothing is sent: \`mi whoami --profile <name>\` checks whether a key is accepted.`,
    examples: [
      ['See them', 'mi auth list'],
      ['For a script', 'mi auth list --json'],
    ],
  });

  async execute(): Promise<void> {
    const keystore = keystoreOf(this.context);
    const profiles = await keystore.listProfiles();
    const broken = await keystore.listBrokenProfiles();
    const named = namedProfile(this.context, this.profile);
    const isThere = named === undefined || [...profiles, ...broken].some(({ name }) => name === named);
    // A wrong MI_PROFILE is a reason to look at the list, so it is no error here.
    if (!isThere && this.profile !== undefined) throw unknownProfile(named, profiles);
    const rows = profiles.map((profile) => ({
      ...profile,
      isCurrent: named === undefined ? profile.isCurrent : profile.name === named,
    }));
    await this.out.table(
      rows,
      [
        ['', ({ isCurrent }) => (isCurrent ? '*' : '')],
        ['PROFILE', ({ name }) => name],
        ['ACCOUNT', ({ email, apiKeyIn }) => email ?? (apiKeyIn === undefined ? 'signed out' : 'signed in')],
        ['ENDPOINT', ({ endpoint }) => endpoint],
        ['KEY', ({ apiKeyIn }) => apiKeyIn],
      ],
      'no account is signed in on this machine; next: mi login',
    );
    for (const { name, problem } of broken)
      this.out.note(escapeLine(`note: the profile ${name} is broken: ${problem}.`));
    if (!isThere) this.out.note(escapeLine(`note: MI_PROFILE names ${named}, which does not exist.`));
    for (const line of overrides(this.context, this.profile)) this.out.note(line);
  }
}
