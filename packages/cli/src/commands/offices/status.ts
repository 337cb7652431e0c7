import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';

/** `mi offices status` */
export class OfficesStatus extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Show whether an office is up.',
    examples: [
      ['One of several', 'mi offices status 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['Its phase alone', 'mi offices status --json'],
    ],
  });

  office = Option.String({ name: 'office', required: false });

  async execute(): Promise<void> {
    const id = await this.officeOf(this.office);
    const status = await new OfficesAPI(await this.transport()).status(id, this.call);
    await this.out.fields(status, {
      phase: status.phase,
      operator: component(status.operator),
      ingress: component(status.ingress),
      endpoint: status.ingressEndpoint,
      message: status.message,
    });
  }
}

function component({ ready, message }: { ready: boolean; message?: string | undefined }): string {
  return (ready ? 'ready' : 'not ready') + (message ? `: ${message}` : '');
}
