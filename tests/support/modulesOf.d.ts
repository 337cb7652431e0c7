/** Runs a program as a module, and returns the addresses of the files that it loads as modules. */
export function modulesOf(program: string, env?: NodeJS.ProcessEnv): Promise<string[]>;
