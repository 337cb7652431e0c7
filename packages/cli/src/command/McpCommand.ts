import { Option } from 'clipanion';
import { UsageError } from '../errors/UsageError.ts';
import { ApiCommand } from './ApiCommand.ts';

/** A command with the options of the MCP server. */
export abstract class McpCommand extends ApiCommand {
  tools = Option.String('--tools', {
    description:
      'work: a dozen tools and three for everything else (the default); all: one for each operation',
  });
  readOnly = Option.Boolean('--read-only', false, { description: 'offer only what changes nothing' });
  office = Option.String('-o,--office', { description: 'use only this office' });
  allow = Option.Array('--allow', { description: 'offer only these tools or operations: ask_agent,tasks.*' });
  deny = Option.Array('--deny', { description: 'do not offer these' });
  as = Option.String('--as', { description: 'act as this agent, whose key is on this machine' });

  /** The options of the server, checked. */
  protected get serverOptions(): {
    tools: 'work' | 'all' | undefined;
    readOnly: boolean;
    allow: string[] | undefined;
    deny: string[] | undefined;
  } {
    const { tools, readOnly } = this;
    if (tools !== undefined && tools !== 'work' && tools !== 'all') {
      throw new UsageError(`--tools must be work or all, not ${tools}`);
    }
    return { tools, readOnly, allow: names(this.allow), deny: names(this.deny) };
  }
}

/** Splits lists of names: `--allow a,b --allow c`. */
function names(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap((value) =>
    value
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  );
}
