import { EmployeesAPI } from '@mitosislabs/api/employees';
import { type Office, OfficesAPI } from '@mitosislabs/api/offices';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { HTTPError } from './HTTPError.ts';

/** How long a list of offices is used, in ms. */
const FRESH_MS = 10_000;
/** The names of offices that stand in the name of a model; the others have their id there. */
const PLAIN = /^[\w.-]{1,100}$/;

/** An agent, by its names. */
export interface AgentName {
  readonly officeId: string;
  readonly agentName: string;
}

/** An agent that can be asked. */
export interface ListedAgent extends AgentName {
  /** `office/agent`: the office's name if it is unique and plain, else its id. */
  readonly model: string;
  /** When its office was created, in seconds since 1970. */
  readonly created: number;
  readonly role: string | undefined;
}

/** The agents of an account, under the names that clients use. */
export class AgentDirectory {
  readonly #offices: OfficesAPI;
  readonly #employees: EmployeesAPI;
  readonly #officeId: string | undefined;
  #known: { offices: readonly Office[]; until: number } | undefined;

  /** @param officeId - Serves this office only. */
  constructor(transport: TransportLike, officeId: string | undefined) {
    this.#offices = new OfficesAPI(transport);
    this.#employees = new EmployeesAPI(transport);
    this.#officeId = officeId;
  }

  /** Lists all agents. */
  async list(options: RequestOptions): Promise<ListedAgent[]> {
    const offices = await this.#list(options);
    const lists = await Promise.all(
      offices.map(async (office) =>
        (await this.#employees.list(office.id, options)).map(({ name, role }) => ({
          officeId: office.id,
          agentName: name,
          model: `${labelOf(office, offices)}/${name}`,
          created: secondsOf(office),
          role,
        })),
      ),
    );
    return lists.flat();
  }

  /**
   * Finds the agent that a client names `office/agent`; the office by its name or id.
   *
   * @throws {@link HTTPError} 404 if there is none.
   */
  async find(model: string, options: RequestOptions): Promise<ListedAgent> {
    const [label = '', ...rest] = model.split('/');
    const agentName = rest.join('/');
    const offices = agentName === '' ? [] : await this.#list(options);
    const office =
      offices.find(({ id }) => id === label) ?? offices.find((one) => labelOf(one, offices) === label);
    if (!office) throw unknownModel(model);
    const agent = await this.#employees.get(office.id, agentName, options).catch((error: unknown) => {
      const { status, code } = Object(error) as { status?: unknown; code?: unknown };
      // A name that cannot be one is the name of no agent.
      if (status === 404 || status === 400 || code === 'invalid_argument') throw unknownModel(model);
      throw error;
    });
    return {
      officeId: office.id,
      agentName: agent.name,
      model: `${labelOf(office, offices)}/${agent.name}`,
      created: secondsOf(office),
      role: agent.role,
    };
  }

  async #list(options: RequestOptions): Promise<readonly Office[]> {
    if (this.#known && performance.now() < this.#known.until) return this.#known.offices;
    const offices = this.#officeId
      ? [await this.#offices.get(this.#officeId, options)]
      : await this.#offices.list(options);
    this.#known = { offices, until: performance.now() + FRESH_MS };
    return offices;
  }
}

function labelOf({ id, name }: Office, offices: readonly Office[]): string {
  const isUnique = offices.filter((other) => other.name === name || other.id === name).length === 1;
  return isUnique && PLAIN.test(name) ? name : id;
}

function secondsOf({ created_at }: Office): number {
  return Math.floor(Date.parse(created_at) / 1000) || 0;
}

function unknownModel(model: string): HTTPError {
  return new HTTPError(
    404,
    `There is no agent ${JSON.stringify(model.slice(0, 200))}. GET /v1/models lists those that there are.`,
    { code: 'model_not_found', param: 'model' },
  );
}
