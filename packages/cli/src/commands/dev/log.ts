import type { Control, LoggedRequest, RequestQuery } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';

const DEFAULT_LIMIT = 50;

/** `mi dev log` */
export class DevLog extends DevCommand {
  static override usage = Command.Usage({
    description: 'Show the requests to `mi dev`.',
    details: `Secrets are left out. --follow prints each request when it has ended, until you press Ctrl-C. With --json, each has
its headers and the start of its bodies.`,
    examples: [
      ['The last failures', 'mi dev log --failed'],
      ['The tasks that were created', 'mi dev log --operation tasks.create'],
      ['New ones as they come', 'mi dev log --follow'],
    ],
  });

  follow = Option.Boolean('-f,--follow', false, { description: 'print new requests as they come' });
  limit = Option.String('-l,--limit', {
    description: `how many of the last requests; default: ${DEFAULT_LIMIT}`,
  });
  operation = Option.Array('--operation', {
    description: 'only this operation, such as tasks.create or tasks.*; repeatable',
  });
  caller = Option.String('--caller', { description: "only this caller: a user's email, or an agent's name" });
  status = Option.String('--status', { description: 'only this status; 4 means 400 to 499' });
  failed = Option.Boolean('--failed', false, { description: 'only failures without a fault' });

  protected async act({ log }: Control): Promise<void> {
    const limit = wholeNumber('--limit', this.limit) ?? DEFAULT_LIMIT;
    const status = wholeNumber('--status', this.status, { max: 599 });
    const query: RequestQuery = {
      ...(this.operation && { operation: this.operation }),
      ...(this.caller !== undefined && { caller: this.caller }),
      ...(status !== undefined && { status }),
      ...(this.failed && { unexpected: true }),
    };
    if (this.follow) {
      const { signal } = this.context;
      for await (const request of log.follow(query, { signal })) {
        if (this.json) this.out.line(request);
        else this.out.text(lineOf(request), undefined);
      }
      return signal.throwIfAborted();
    }
    await this.out.table(
      await log.requests({ ...query, limit }),
      [
        ['TIME', timeOf],
        ['STATUS', ({ status: code }) => code],
        ['REQUEST', ({ operation, method, target }) => operation ?? `${method} ${target}`, 'text'],
        ['CALLER', ({ caller }) => caller?.name, 'text'],
        ['MS', ({ durationMs }) => durationMs],
        ['ERROR', noteOf, 'text'],
      ],
      'No request has come yet.',
    );
  }
}

function timeOf({ time }: LoggedRequest): string {
  return new Date(time).toISOString();
}

function noteOf({ error, fault, incomplete }: LoggedRequest): string {
  if (fault) return `fault ${fault.description}`;
  return error?.code ?? (incomplete ? 'incomplete' : '');
}

function lineOf(request: LoggedRequest): string {
  const { status, method, target, operation = '', caller, durationMs } = request;
  return [
    timeOf(request),
    status,
    method,
    target,
    operation,
    caller?.name,
    `${durationMs} ms`,
    noteOf(request),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('  ');
}
