import type { Transport } from '@mitosislabs/transport';
import type { Context } from '../Context.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** A command of the chat, such as `/help`. */
export interface SlashCommand {
  readonly summary: string;
  /** Resolves with the text to show. */
  readonly run: () => Promise<string>;
}

/** Returns the commands of a chat except `/quit`, which the chat handles. */
export function slashCommands(
  transport: Transport,
  office: string,
  { signal, stdout }: Pick<Context, 'signal' | 'stdout'>,
): Readonly<Record<string, SlashCommand>> {
  const commands: Record<string, SlashCommand> = {
    help: { summary: 'show this', run: async () => help(commands) },
    files: {
      summary: 'list the files on the shared drive',
      run: async () => {
        const { FilesAPI } = await import('@mitosislabs/api/files');
        const files = await new FilesAPI(transport).list(office, { signal });
        const rows = files.map(({ name, size, modifiedAt }) => [name, size, modifiedAt]);
        return table(['NAME', 'SIZE', 'MODIFIED'], rows, 'no files yet', { width: stdout.columns });
      },
    },
    tasks: {
      summary: 'list the tasks of the office',
      run: async () => {
        const { TasksAPI } = await import('@mitosislabs/api/tasks');
        const tasks = await new TasksAPI(transport).list(office, { signal });
        const rows = tasks.map(({ status, assigned_to, title }) => [status, assigned_to, title]);
        return table(['STATUS', 'ASSIGNED TO', 'TITLE'], rows, 'no tasks yet', {
          width: stdout.columns,
        });
      },
    },
  };
  return commands;
}

function help(commands: Readonly<Record<string, SlashCommand>>): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `/${name}`.padEnd(12) + summary);
  return [
    ...lines,
    '/quit       leave; Ctrl-D does too',
    'Alt-Enter   a new line; pasted text keeps its lines',
    'Up, Down    earlier messages',
    'Ctrl-C      stop waiting, or empty the line; twice: leave',
    '//word      sends /word',
  ].join('\n');
}

async function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
  empty: string,
  layout: { width: number | undefined },
): Promise<string> {
  if (rows.length === 0) return empty;
  const { renderTable } = await import('../terminal/renderTable.ts');
  return renderTable(
    headings,
    rows.map((row) => row.map((cell) => escapeLine(String(cell ?? '')))),
    layout,
  );
}
