import { commandHelp } from '../src/dispatch/commandHelp.ts';
import { commandTable } from '../src/dispatch/commandTable.ts';
import { loadCommand } from '../src/dispatch/findCommand.ts';
import { helpPage, topHelp, topicHelp } from '../src/dispatch/help.ts';
import { cliOf } from '../src/dispatch/parse.ts';

/** A page of the documentation of `mi`: a title, and sections with the text that `--help` prints. */
interface Page {
  readonly name: string;
  readonly summary: string;
  readonly sections: readonly (readonly [title: string, text: string])[];
}

/**
 * Derives the reference of the command line from the definitions that `--help` prints.
 *
 * @returns the text of each file, by its path in the repository: pages in `docs/cli`, and man pages.
 */
export async function pages(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const all = await allPages();
  for (const page of all) {
    files.set(`docs/cli/${page.name}.md`, markdown(page));
    files.set(`packages/cli/man/${page.name}.1`, man(page));
  }
  const index = all.map(({ name, summary }) => `- [${name.replace('-', ' ')}](${name}.md): ${summary}`);
  files.set(
    'docs/cli/README.md',
    `# The command line\n\nWhat \`mi <command> --help\` prints.\n\n${index.join('\n')}\n`,
  );
  return files;
}

async function allPages(): Promise<Page[]> {
  const topics = new Map<string, Page['sections'][number][]>();
  for (const entry of commandTable) {
    const topic = entry.path.split(' ')[0] ?? entry.path;
    const { definition } = cliOf(entry.path, await loadCommand(entry));
    topics.set(topic, [...(topics.get(topic) ?? []), [`mi ${entry.path}`, commandHelp(definition)]]);
  }
  const top: Page = {
    name: 'mi',
    summary: 'the commands, the environment and the exit codes',
    sections: [
      ['mi', topHelp()],
      ['environment', helpPage('environment') ?? ''],
      ['exit codes', helpPage('exit-codes') ?? ''],
    ],
  };
  const pagesOfTopics = [...topics].map(([topic, sections]): Page => {
    const isTopic = sections.length > 1 || sections[0]?.[0] !== `mi ${topic}`;
    const summary = commandTable.find(({ path }) => path === topic)?.summary ?? `commands of ${topic}`;
    return {
      name: `mi-${topic}`,
      summary,
      sections: isTopic ? [[`mi ${topic}`, topicHelp(topic)], ...sections] : sections,
    };
  });
  return [top, ...pagesOfTopics];
}

function markdown({ name, sections }: Page): string {
  const parts = sections.map(
    ([title, text], index) =>
      `${index === 0 ? '#' : '##'} ${title}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`,
  );
  return `<!-- Derived from the commands by \`pnpm derive\`. Do not edit. ${name} -->\n\n${parts.join('\n')}`;
}

/** A page for `man`: the text as it is, in a font of one width. */
function man({ name, summary, sections }: Page): string {
  const parts = sections.map(
    ([title, text]) =>
      `.SH ${title.toUpperCase()}\n.nf\n${text.trimEnd().split('\n').map(roff).join('\n')}\n.fi\n`,
  );
  return `.TH ${name.toUpperCase()} 1 "" "mi" "Mitosis"\n.SH NAME\n${roff(name)} \\- ${roff(summary)}\n${parts.join('')}`;
}

/** Escapes a line of text for roff. */
function roff(line: string): string {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replace(/^\./, '\\&.');
}
