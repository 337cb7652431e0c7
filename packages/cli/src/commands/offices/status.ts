import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command } from 'clipanion';
import { OfficeArgumentCommand } from '../../command/ApiCommand.ts';

/** `mi offices status` */
export class OfficesStatus extends OfficeArgumentCommand {
  static override usage = Command.Usage({
    description: 'Show whether an office is up.',
    examples: [
      ['One of several', 'mi offices status 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['Its phase alone', 'mi offices status --json'],
    ],
  });

  async execute(): Promise<void> {
    const id = await this.officeId();
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
