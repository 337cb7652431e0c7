import { CliError } from './CliError.ts';
import { ExitCode } from './exitCodes.ts';

/** Returns the error for an agent whose private key is not on this machine. */
export function noAgentKey(office: string, agent: string): CliError {
  return new CliError(`there is no key for ${agent} on this machine`, {
    code: 'no_agent_key',
    exitCode: ExitCode.notFound,
    hint: `Make one and register it with the platform: mi keys rotate -o ${office} -a ${agent}`,
  });
}
