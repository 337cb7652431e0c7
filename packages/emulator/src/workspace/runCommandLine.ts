import type { ExecResponse } from '@mitosislabs/api';
import { CommandSyntaxError, parseCommandLine } from './parseCommandLine.ts';
import { Exit } from './programs.ts';
import { Shell, type Workspace } from './Shell.ts';

/**
 * Runs a command line on an office's files. There is no shell and no process behind it: nothing of this machine can be
 * read, written or run.
 */
export async function runCommandLine(line: string, workspace: Workspace): Promise<ExecResponse> {
  const shell = new Shell(workspace);
  try {
    for (const { when, commands } of parseCommandLine(line, workspace.env)) {
      if (when !== 'always' && (when === 'succeeded') !== (shell.exitCode === 0)) continue;
      await workspace.pace();
      await shell.run(commands);
    }
  } catch (error) {
    if (error instanceof Exit) shell.fail(error.code, '');
    else if (error instanceof CommandSyntaxError) shell.fail(error.code, `sh: ${error.message}`);
    else if (workspace.signal.aborted) shell.fail(124, 'sh: timed out');
    else throw error;
  }
  return shell.result;
}
