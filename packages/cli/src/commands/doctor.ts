import { apiKeyVariable } from '@mitosislabs/api/account';
import type { Keystore } from '@mitosislabs/keystore';
import { Command, Option } from 'clipanion';
import { keystoreOf, type Settings } from '../client/connect.ts';
import { ApiCommand } from '../command/ApiCommand.ts';
import { type Finding, failed } from '../doctor/Check.ts';
import { checkKeychain, checkKeystore, checkNode, checkProxy } from '../doctor/machine.ts';
import { checkAgentKeys, checkKey, checkNetwork } from '../doctor/platform.ts';
import { tryProxy } from '../doctor/proxy.ts';
import { describe, withoutRoute } from '../errors/describe.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { whileShown } from '../output/progress.ts';
import { pasteable } from '../terminal/message.ts';
import { hang } from '../terminal/wrap.ts';

/** `mi doctor` */
export class Doctor extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Check for problems that keep mi from working.',
    details: `Checks Node, the proxy, the keystore, the keychain, the network, the clock, the key and the agents' keys, and says what to do
about each problem. --fix makes the files of the keystore private. It exits with 1 if a check fails.
With MITOSIS_API_KEY and MITOSIS_ENDPOINT set, problems of the keystore are warnings.`,
    examples: [
      ['Look', 'mi doctor'],
      ['Fix what can be fixed safely', 'mi doctor --fix'],
      ['For a script', 'mi doctor --jq \'.[] | select(.status == "failed") | .fix\''],
    ],
  });

  fix = Option.Boolean('--fix', false, { description: 'fix what can be fixed safely' });

  async execute(): Promise<number> {
    const findings = await this.#findings();
    await this.#print(findings);
    return findings.some(({ status }) => status === 'failed') ? ExitCode.failure : ExitCode.ok;
  }

  async #findings(): Promise<Finding[]> {
    const { context } = this;
    const { keystore, findings } = await this.#keystore();
    const proxy = checkProxy(context);
    try {
      const settings = await this.settings();
      const tried = tryProxy(proxy, settings.endpoint, context);
      const machine = [checkNode(), await whileShown(context, 'trying the proxy', tried), ...findings];
      const network = await whileShown(context, 'checking the network', checkNetwork(settings, context));
      const isReachable = network.every(({ status }) => status !== 'failed');
      const keys = Promise.all([
        checkKey(settings, context, isReachable),
        keystore ? this.#agentKeys(keystore, settings, isReachable) : [],
      ]);
      const [key, agents] = await whileShown(context, 'checking the key', keys);
      return [...machine, ...network, key, ...agents];
    } catch (error) {
      if (context.signal.aborted) throw error;
      const { message, hint } = describe(error, 'doctor');
      return [checkNode(), proxy, ...findings, failed('settings', message, hint)];
    }
  }

  /** Checks the keystore first of all: nothing else can be read from one that others can write. */
  async #keystore(): Promise<{ keystore?: Keystore; findings: Finding[] }> {
    const { context, profile, fix } = this;
    try {
      const keystore = keystoreOf(context, profile);
      const findings = [await checkKeystore(keystore, fix), await checkKeychain(keystore, context)];
      return { keystore, findings: findings.map((finding) => this.#onDisk(finding)) };
    } catch (error) {
      const { message, hint } = describe(error, 'doctor');
      return { findings: [this.#onDisk(failed('keystore', message, hint))] };
    }
  }

  async #agentKeys(keystore: Keystore, settings: Settings, isReachable: boolean): Promise<Finding[]> {
    try {
      return await checkAgentKeys(keystore, settings, this.context, isReachable);
    } catch (error) {
      if (this.context.signal.aborted) throw error;
      const { message, hint } = describe(error, 'doctor');
      return [this.#onDisk(failed('agent keys', message, hint))];
    }
  }

  /** Returns a failure of the keystore as a warning if the environment has what commands need. */
  #onDisk(finding: Finding): Finding {
    const { env } = this.context;
    const isNeeded = apiKeyVariable(env) === undefined || !env['MITOSIS_ENDPOINT'];
    return finding.status === 'failed' && !isNeeded ? { ...finding, status: 'warning' } : finding;
  }

  async #print(findings: readonly Finding[]): Promise<void> {
    const { columns } = this.out;
    const width = Math.max(...findings.map(({ name }) => name.length));
    const lines = findings.flatMap(({ name, status, detail, fix }) => [
      hang(`${SIGNS[status]}  ${name.padEnd(width)}  `, withoutRoute(detail), columns),
      ...(fix === undefined
        ? []
        : [hang(`   ${' '.repeat(width)}  → `, pasteable(fix, this.context.env), columns)]),
    ]);
    await this.out.longText(lines.join('\n'), findings);
  }
}

const SIGNS = { ok: '✓', warning: '!', failed: '✗', skipped: '-' } as const;
