import { CliError } from '../errors/CliError.ts';

/** Loads the emulator, which is an optional dependency. */
export async function loadEmulator(): Promise<typeof import('@mitosislabs/emulator')> {
  try {
    return await import('@mitosislabs/emulator');
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !/@mitosislabs\/emulator'/.test(String(error))) throw error;
    throw new CliError('the emulator is not installed', {
      code: 'no_emulator',
      hint: 'Install it beside mi: npm install @mitosislabs/emulator (with -g when mi is installed globally).',
      cause: error,
    });
  }
}
