import { CreditsAPI } from '@mitosislabs/api/credits';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { FilesAPI } from '@mitosislabs/api/files';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { type Office, OfficesAPI } from '@mitosislabs/api/offices';
import { OperationAPI } from '@mitosislabs/api/operation';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { inertLine } from '../content/inert.ts';
import { redact } from '../content/present.ts';
import type { Settings } from '../MCPOptions.ts';

/** The most offices to name in a hint. */
const MOST_NAMED = 10;

/** The platform, as all tools of a server share it. */
export class Platform {
  readonly transport: TransportLike;
  readonly agents: EmployeesAPI;
  readonly credits: CreditsAPI;
  readonly files: FilesAPI;
  readonly offices: OfficesAPI;
  readonly operations: OperationAPI;
  readonly tasks: TasksAPI;
  readonly messages: XMTPAPI;
  readonly channel: XMTPChannel;
  /** The name under which messages are sent. */
  readonly self: string;
  readonly #secrets: readonly string[];
  readonly #office: string | undefined;
  #default: string | undefined;

  constructor({ transport, office, defaultOffice, secrets }: Settings) {
    this.transport = transport;
    this.agents = new EmployeesAPI(transport);
    this.credits = new CreditsAPI(transport);
    this.files = new FilesAPI(transport);
    this.offices = new OfficesAPI(transport);
    this.operations = new OperationAPI(transport);
    this.tasks = new TasksAPI(transport);
    this.messages = new XMTPAPI(transport);
    const bus = new MessagesAPI(transport);
    const agentId: unknown = Reflect.get(transport, 'agentId');
    this.self = typeof agentId === 'string' && agentId !== '' ? agentId : SDK_USER;
    this.channel = new XMTPChannel(transport, {
      events: (officeId, options) => bus.stream(officeId, options),
      onGap: () => undefined,
    });
    this.#secrets = secrets;
    this.#office = office;
    this.#default = office ?? defaultOffice;
  }

  /**
   * Finds the office of a call.
   *
   * @param named - Its id or its name; else the default office, or the account's only one.
   * @param options - The signal of the call.
   * @throws {@link InvalidArgumentError} if there is no such office, or none is named and there are several.
   */
  async officeOf(named: string | undefined, options: RequestOptions): Promise<string> {
    if (this.#office !== undefined) {
      if (named === undefined || named === this.#office) return this.#office;
      throw new MitosisError(`This server is for one office only: ${this.#office}.`, {
        code: 'office_not_allowed',
        hint: 'Leave the office out.',
      });
    }
    if (named === undefined && this.#default !== undefined) return this.#default;
    const offices = await this.offices.list(options);
    const [first, ...others] = offices;
    if (named === undefined) {
      if (!first) throw noOffice('is missing, and the account has none', offices);
      if (others.length > 0) throw noOffice('is missing, and the account has several', offices);
      this.#default = first.id;
      return first.id;
    }
    const byId = offices.find(({ id }) => id === named);
    const byName = offices.filter(({ name }) => name === named);
    if (byId) return byId.id;
    if (byName.length === 1 && byName[0]) return byName[0].id;
    throw noOffice(
      byName.length > 1 ? 'is the name of several offices' : 'is no office of this account',
      offices,
    );
  }

  /**
   * Checks bytes that are shown as they are, such as base64, in which nothing can be redacted.
   *
   * @throws {@link MitosisError} `secret_withheld` if they hold a secret.
   */
  assertNoSecret(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('latin1');
    if (redact(text, this.#secrets) === text) return;
    throw new MitosisError('The file holds an API key, and is not shown as bytes.', {
      code: 'secret_withheld',
      hint: 'Read it as text: the key is left out.',
    });
  }

  /** Closes all sessions with agents. Takes 3 s at most. */
  close(): Promise<void> {
    return this.channel.closeAll();
  }
}

function noOffice(problem: string, offices: readonly Office[]): InvalidArgumentError {
  const named = offices.slice(0, MOST_NAMED).map(({ id, name }) => `${id} (${inertLine(name, 60)})`);
  return new InvalidArgumentError('office', problem, {
    hint:
      named.length === 0
        ? 'Create one with `mi offices create`.'
        : `Name one by its id: ${named.join(', ')}${offices.length > MOST_NAMED ? ', …' : ''}.`,
  });
}
