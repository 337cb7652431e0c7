import { type Middleware, Transport } from '@mitosislabs/transport';
import { isSameOrigin } from '@mitosislabs/transport/hosts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { miHeaders } from '../version.ts';
import type { Settings } from './loadSettings.ts';

/** The pipe to the platform, with the key or the secret of the settings; `middleware` sees every request. */
export function connect(settings: Settings, middleware: readonly Middleware[] = []): Transport {
  const { endpoint, dashboardEndpoint, apiKey, jwtSecret } = settings;
  const options = { endpoint, dashboardEndpoint, middleware, headers: miHeaders };
  if (apiKey !== undefined) return new Transport({ ...options, apiKey: apiKey.value });
  if (jwtSecret !== undefined) return new Transport({ ...options, jwt: { jwtSecret } });
  throw notSignedIn(settings);
}

function notSignedIn({ endpoint, dashboardEndpoint, withheldFrom, login, others }: Settings): CliError {
  if (withheldFrom === undefined) {
    return new CliError('you are not signed in', {
      code: 'not_signed_in',
      exitCode: ExitCode.notSignedIn,
      hint: `Run \`${login}\`, or set MITOSIS_API_KEY.${otherAccounts(others)}`,
    });
  }
  const isDashboard = isSameOrigin(endpoint, withheldFrom);
  return new CliError(
    `the stored key was issued for ${withheldFrom} and goes nowhere else, not to ${isDashboard ? `the dashboard ${dashboardEndpoint}` : endpoint} either`,
    {
      code: 'key_for_another_host',
      exitCode: ExitCode.notSignedIn,
      hint: `Run \`${login} --endpoint ${endpoint}${isDashboard ? ` --dashboard ${dashboardEndpoint}` : ''}\`, or set MITOSIS_API_KEY.`,
    },
  );
}

/** Lists the other accounts on this machine: the user may have meant one of them. */
function otherAccounts(names: readonly string[]): string {
  if (names.length === 0) return '';
  return ` Other accounts are signed in here: \`mi auth switch\` with ${names.join(', ')}.`;
}
