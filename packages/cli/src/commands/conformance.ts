import { open, rm, stat } from 'node:fs/promises';
import type { ConformanceReport } from '@mitosislabs/emulator/conformance';
import { Command, Option } from 'clipanion';
import { loadSettings, parseUrl, type Settings } from '../client/connect.ts';
import { ApiCommand } from '../command/ApiCommand.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import { noSuchFolder } from '../files/noSuchFile.ts';
import { whileShown } from '../output/progress.ts';
import { assertConfirmed } from '../prompt/confirmed.ts';

/** `mi conformance` */
export class Conformance extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Check a platform against the contract and the emulator.',
    details: `Sends the same requests to the platform and to an emulator, and compares the answers. It reports each
assumption of the emulator and each operation: holds, differs, or not tried.
Without --office it only reads. With --office it hires up to 6 agents in that office, which costs credits, makes tasks, files
and messages whose names begin with mi-conformance-, and removes them again, also after Ctrl-C. It touches nothing else.
Tasks and groups cannot be deleted: they stay, ended and empty. --yes skips the question.
--report writes Markdown, or JSON to a name that ends in .json. It exits with 12 if something differs.
With MITOSIS_JWT_SECRET set, tokens of first-party services are tried too.`,
    examples: [
      ['Only read', 'mi conformance --endpoint https://m.example.com'],
      ['Try everything in an office for that', 'mi conformance --office 33f5682c --report report.json'],
    ],
  });

  dashboard = Option.String('--dashboard', { description: "the dashboard; default: the endpoint's" });
  office = Option.String('-o,--office', { description: 'an office in which things may be made and deleted' });
  report = Option.String('--report', { description: 'a new file for the report' });
  thorough = Option.Boolean('--thorough', false, {
    description: 'also try limits that take thousands of requests',
  });
  confirmed = Option.Boolean('-y,--yes', false, { description: 'skip the confirmation' });

  protected override async settings(): Promise<Settings> {
    const { dashboard, context } = this;
    if (dashboard === undefined) return super.settings();
    // As in the environment, so that a stored key is not sent to another dashboard.
    const env = { ...context.env, MITOSIS_DASHBOARD_ENDPOINT: parseUrl('--dashboard', dashboard) };
    const own = Object.create(context, { env: { value: env } });
    return loadSettings(own, { endpoint: this.endpoint, profile: this.profile });
  }

  async execute(): Promise<number> {
    const settings = await this.settings();
    // Refuses a missing key, and one for another host.
    await this.transport();
    const { endpoint, dashboardEndpoint, apiKey } = settings;
    if (!apiKey) {
      throw new CliError('the check needs an API key', {
        code: 'not_signed_in',
        exitCode: ExitCode.notSignedIn,
        hint: `Run \`${settings.login}\`, or set MITOSIS_API_KEY.`,
      });
    }
    const office = this.office === undefined ? undefined : await this.officeOf(this.office);
    if (office !== undefined) await this.#confirm(office, endpoint);
    const file = this.report === undefined ? undefined : await newFile(this.report);
    try {
      const { runConformance } = await import('@mitosislabs/emulator/conformance');
      const jwtSecret = this.context.env['MITOSIS_JWT_SECRET'];
      const { signal } = this.context;
      const running = runConformance({
        endpoint,
        dashboardEndpoint,
        apiKey: apiKey.value,
        ...(jwtSecret && { jwtSecret }),
        ...(office !== undefined && { office }),
        thorough: this.thorough,
        signal,
      });
      const report = await whileShown(this.context, 'checking the platform', running);
      await file?.writeFile(await this.#document(report));
      await this.#print(report);
      if (report.interrupted) throw signal.reason;
      return report.summary.differs > 0 ? ExitCode.differs : ExitCode.ok;
    } finally {
      await file?.close();
      if (this.report !== undefined) await removeEmpty(this.report);
    }
  }

  async #confirm(office: string, endpoint: string): Promise<void> {
    const what = `in the office ${office} on ${endpoint}: hires up to 6 agents (which costs credits), makes tasks, files and messages, and removes them again`;
    this.out.note(`This acts ${what}.`);
    if (!this.confirmed) await assertConfirmed('Go on?', this.context, 'Pass --yes when you are sure.');
  }

  async #document(report: ConformanceReport): Promise<string> {
    if (this.report?.endsWith('.json')) return `${JSON.stringify(report, null, 2)}\n`;
    const { reportText } = await import('@mitosislabs/emulator/conformance');
    return reportText(report);
  }

  async #print(report: ConformanceReport): Promise<void> {
    const { holds, differs, notTried } = report.summary;
    const results = [...report.assumptions, ...report.operations, ...report.behaviors];
    const lines = results.flatMap(({ name, differences }) =>
      differences.map(
        ({ what, expected, observed }) => `✗  ${name}: ${what}: expected ${expected}, got ${observed}`,
      ),
    );
    const left = report.leftovers.map((text) => `!  left in the office: ${text}`);
    const summary = `${differs} differ, ${holds} hold, ${notTried} not tried${report.interrupted ? ' (interrupted)' : ''}`;
    const where = this.report === undefined ? [] : [`The report is in ${this.report}.`];
    await this.out.longText([...lines, ...left, summary, ...where].join('\n'), report);
  }
}

/** Creates a file for the report, which only its owner can read. */
async function newFile(path: string) {
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory())
      throw new UsageError(`${path} is a folder, not a file`);
    return await open(path, 'wx', 0o600).catch(noSuchFolder(path));
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error;
    throw new CliError(`${path} exists already`, {
      code: 'file_exists',
      exitCode: ExitCode.conflict,
      hint: 'Name another file, or remove this one.',
    });
  }
}

/** Removes the file of a report that was not written: the next run would find it there. */
async function removeEmpty(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size === 0) await rm(path, { force: true });
}
