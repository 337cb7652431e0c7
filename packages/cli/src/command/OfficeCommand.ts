import { Option } from 'clipanion';
import { ApiCommand } from './ApiCommand.ts';

/** A command about an office, which `-o` may name. */
export abstract class OfficeCommand extends ApiCommand {
  office = Option.String('-o,--office', {
    description: 'the office; default: MITOSIS_OFFICE, the default office, or your only one',
  });

  /** Returns the id of the office to act on. */
  protected async officeId(): Promise<string> {
    return this.officeOf(this.office);
  }
}
