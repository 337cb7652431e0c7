import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { MitosisError } from '@mitosislabs/auth/errors';
import { isMissing, isRetryable } from '@mitosislabs/xmtp/feed';
import { type OfficeClient, statusOf } from '../office/OfficeClient.ts';

/** How long an answer is cached, in ms. An agent with that name may be hired soon. */
const COUNTS_MS = { agent: 10 * 60_000, person: 5_000, unknown: 60_000 } as const;
/** How many names are cached. */
const MOST = 1_000;

/** The time limit of a query, which holds up a conversation. In ms. */
const mayAskAgain = (error: unknown, failures: number): boolean => isRetryable(error) && failures < 3;

type Kind = keyof typeof COUNTS_MS;

/**
 * Distinguishes agents of the office from people. An unknown author counts as an agent, because agents could answer
 * each other forever.
 */
export class Colleagues {
  readonly #client: OfficeClient;
  readonly #kinds = new Map<string, { kind: Promise<Kind>; until: number }>();
  /** Whether the server has ever returned an agent by name: only then does a 404 mean that there is none. */
  #isServed = false;

  constructor(client: OfficeClient) {
    this.#client = client;
  }

  /** Notes that the server returns agents by name. */
  served(): void {
    this.#isServed = true;
  }

  /** Whether that name is, or may be, an agent's. */
  async isAgent(name: string): Promise<boolean> {
    if (name === SDK_USER) return false;
    const now = performance.now();
    let known = this.#kinds.get(name);
    if (!known || known.until < now) {
      if (this.#kinds.size >= MOST) this.#kinds.clear();
      const kind = this.#ask(name);
      known = { kind, until: Number.POSITIVE_INFINITY };
      this.#kinds.set(name, known);
      known.until = performance.now() + COUNTS_MS[await kind];
    }
    return (await known.kind) !== 'person';
  }

  /** Drops the cache: an agent came or went. */
  forget(): void {
    this.#kinds.clear();
  }

  async #ask(name: string): Promise<Kind> {
    const { employees, officeId, self, working } = this.#client;
    let failure: unknown;
    try {
      await this.#client.persist((options) => employees.get(officeId, name, options), working, mayAskAgain);
      this.#isServed = true;
      return 'agent';
    } catch (error) {
      failure = error;
      if (statusOf(error) === 404 && this.#isServed) return 'person';
    }
    const names = await this.#client
      .persist((options) => employees.list(officeId, options), working, mayAskAgain)
      .then(
        (list) => new Set(list.map((employee) => employee.name)),
        () => new Set<string>(),
      );
    if (names.has(name)) return 'agent';
    // A list without this agent is incomplete.
    if (isMissing(failure) && names.has(self)) return 'person';
    this.#client.report(
      new MitosisError(
        `The server does not say whether ${name} is an agent, so its messages are not answered.`,
        {
          code: 'unknown_author',
          hint: 'Let the agent read the employees of its office. In a session that it opens, it is answered.',
        },
      ),
    );
    return 'unknown';
  }
}
