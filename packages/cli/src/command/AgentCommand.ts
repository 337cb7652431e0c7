import { Option } from 'clipanion';
import { OfficeArgumentCommand } from './ApiCommand.ts';

/** A command about one agent, `<office> <agent>`; the office may be left out. */
export abstract class AgentCommand extends OfficeArgumentCommand {
  agent = Option.String({ name: 'agent' });
}
