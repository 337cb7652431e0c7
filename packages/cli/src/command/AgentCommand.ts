import { Option } from 'clipanion';
import { UsageError } from '../errors/UsageError.ts';
import { ApiCommand } from './ApiCommand.ts';

/** A command about one agent, `<office> <agent>`; the office may be left out. */
export abstract class AgentCommand extends ApiCommand {
  office = Option.String({ name: 'office', required: false });
  agent = Option.String({ name: 'agent' });
  officeOption = Option.String('-o,--office', { description: 'the office, in place of the first argument' });

  /** Returns the id of the office to act on. */
  protected async officeId(): Promise<string> {
    const { office, officeOption } = this;
    if (office !== undefined && officeOption !== undefined && office !== officeOption) {
      throw new UsageError(`two offices are named: ${office} and ${officeOption}`);
    }
    return this.officeOf(officeOption ?? office);
  }
}
