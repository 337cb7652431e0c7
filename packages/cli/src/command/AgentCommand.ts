import { Option } from 'clipanion';
import { ApiCommand } from './ApiCommand.ts';

/** A command about one agent, `<office> <agent>`; the office may be left out. */
export abstract class AgentCommand extends ApiCommand {
  office = Option.String({ name: 'office', required: false });
  agent = Option.String({ name: 'agent' });

  /** Returns the id of the office to act on. */
  protected async officeId(): Promise<string> {
    return this.officeOf(this.office);
  }
}
