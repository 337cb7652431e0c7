import { type Middleware, Transport } from '@mitosislabs/transport';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import type { Settings } from './loadSettings.ts';

/** The pipe to the platform for somebody who is signed in; `middleware` sees every request. */
export function connect(settings: Settings, middleware: readonly Middleware[] = []): Transport {
  const { endpoint, dashboardEndpoint, apiKey } = settings;
  if (apiKey === undefined) throw notSignedIn(settings);
  return new Transport({ endpoint, dashboardEndpoint, apiKey: apiKey.value, middleware });
}

function notSignedIn({ endpoint, withheldFrom, login }: Settings): CliError {
  if (withheldFrom === undefined) {
    return new CliError('you are not signed in', {
      code: 'not_signed_in',
      exitCode: ExitCode.notSignedIn,
      hint: `Run \`${login}\`, or set MITOSIS_API_KEY.`,
    });
  }
  return new CliError(
    `the stored key was issued for ${withheldFrom} and goes nowhere else, not to ${endpoint} either`,
    {
      code: 'key_for_another_host',
      exitCode: ExitCode.notSignedIn,
      hint: `Run \`${login} --endpoint ${endpoint}\`, or set MITOSIS_API_KEY.`,
    },
  );
}
