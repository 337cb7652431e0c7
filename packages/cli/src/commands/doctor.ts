import { Command, Option } from 'clipanion';
import { keystoreOf } from '../client/keystoreOf.ts';
import { ApiCommand } from '../command/ApiCommand.ts';
import { type Finding, failed } from '../doctor/Check.ts';
import { checkKeychain, checkKeystore, checkNode, checkProxy } from '../doctor/machine.ts';
import { checkAgentKeys, checkKey, checkNetwork } from '../doctor/platform.ts';
import { describe } from '../errors/describe.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** `mi doctor` */
export class Doctor extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Look for what keeps mi from working.',
    details: `Checks Node, the proxy, the keystore, the keychain, the network, the clock, the key and the agents' keys, and says what to do
about each problem. --fix does what is safe: it makes the files of the keystore private. It exits with 1 if a check fails.`,
    examples: [
      ['Look', 'mi doctor'],
      ['And mend what can be mended safely', 'mi doctor --fix'],
      ['For a script', 'mi doctor --jq \'.[] | select(.status == "failed") | .fix\''],
    ],
  });

  fix = Option.Boolean('--fix', false, { description: 'do what is safe' });

  async execute(): Promise<number> {
    const findings = await this.#findings();
    if (this.json) this.out.document(findings);
    else this.#print(findings);
    return findings.some(({ status }) => status === 'failed') ? ExitCode.failure : ExitCode.ok;
  }

  async #findings(): Promise<Finding[]> {
    const { context } = this;
    const keystore = keystoreOf(context, this.profile);
    const machine = [
      checkNode(),
      checkProxy(context),
      // First of all: nothing else can be read from a keystore that others can write.
      await checkKeystore(keystore, this.fix),
      await checkKeychain(keystore, context),
    ];
    try {
      const settings = await this.settings();
      const network = await checkNetwork(settings, context);
      const isReachable = network.every(({ status }) => status !== 'failed');
      const [key, agents] = await Promise.all([
        checkKey(settings, context, isReachable),
        checkAgentKeys(keystore, settings, context, isReachable),
      ]);
      return [...machine, ...network, key, ...agents];
    } catch (error) {
      if (context.signal.aborted) throw error;
      const { message, hint } = describe(error);
      return [...machine, failed('settings', message, hint)];
    }
  }

  #print(findings: readonly Finding[]): void {
    const width = Math.max(...findings.map(({ name }) => name.length));
    const lines = findings.flatMap(({ name, status, detail, fix }) => [
      `${SIGNS[status]}  ${name.padEnd(width)}  ${detail}`,
      ...(fix === undefined ? [] : [`   ${' '.repeat(width)}  → ${fix}`]),
    ]);
    this.out.text(lines.join('\n'), findings);
  }
}

const SIGNS = { ok: '✓', warning: '!', failed: '✗', skipped: '-' } as const;
