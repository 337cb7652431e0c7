import { CliError } from '../errors/CliError.ts';

/**
 * Loads an optional package, which a command needs and `mi` does not bring along.
 *
 * @param name - The name of the package.
 * @param load - Imports it.
 * @throws {@link CliError} `package_missing` if it is not installed where `mi` can find it.
 */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new CliError(`${name} is not installed`, {
      code: 'package_missing',
      hint: `Install it beside mi: npm install ${name} (with -g if mi is installed globally).`,
      cause: error,
    });
  }
}

/** Whether that package itself is missing, not one that it needs. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  return String(message).includes(`'${name}'`);
}
