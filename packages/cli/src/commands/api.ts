import type { Endpoint } from '@mitosislabs/api/contract';
import type { HttpMethod, Middleware, RequestOptions, Transport, WireResponse } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../command/ApiCommand.ts';
import { plannedRequest, stopAtAny } from '../command/dryRun.ts';
import { UsageError } from '../errors/UsageError.ts';
import { showRequests } from '../output/progress.ts';
import { canAsk } from '../prompt/canAsk.ts';
import { parseFields } from '../request/parseFields.ts';
import { parseTarget, type Target } from '../request/parseTarget.ts';
import { isEventStream, printBody, printHead, readJSON } from '../request/printResponse.ts';

/** One request, ready to be sent. */
interface Prepared {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly host: 'dashboard' | 'office-manager';
  readonly isDestructive: boolean;
  open(): Promise<WireResponse>;
}

/** `mi api` */
export class Api extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Call any route of the platform. Prints the body of the response.',
    details: `Takes a percent-encoded path, or an operation and its path parameters; the office may be left out.
\`mi api list\` shows the operations, \`mi api describe <operation>\` the input and the response of one.

The default method is GET, or POST with a body. JSON is printed exactly, events as JSON lines until you press Ctrl-C,
and anything else byte for byte. With --agent the request is signed with that agent's key from this
machine, not with yours.`,
    examples: [
      ['Read', 'mi api /api/v1/offices'],
      ['By the name of an operation', 'mi api tasks.create -f title="Triage inbox" -F priority=2'],
      ['Write', `mi api POST /api/v1/offices/33f5682c/tasks -d '{"title":"Triage inbox"}'`],
      ['All pages of a list, as one', 'mi api credits.history --paginate --slurp'],
      [
        'With a body from a file, or from standard input',
        'mi api PUT /api/v1/offices/33f5682c/env -d @env.json',
      ],
      [
        'As an agent',
        'mi api POST /api/v1/offices/33f5682c/tasks/claim -d \'{"agent":"aria"}\' --agent aria --office 33f5682c',
      ],
    ],
  });

  args = Option.Rest({ name: 'path', required: 1 });
  data = Option.String('-d,--data', {
    description: 'the body: JSON, @file, or - for standard input; anything else needs a content-type',
  });
  fields = Option.Array('-f,--field', { description: 'a field of the body or the query: key=text' });
  typed = Option.Array('-F,--typed', {
    description: 'the same with a typed value: a number, true, false, null, or @file',
  });
  headers = Option.Array('-H,--header', { description: 'a header: "Name: value"' });
  include = Option.Boolean('-i,--include', false, { description: 'print the status and the headers, too' });
  all = Option.Boolean('--paginate', false, { description: 'read all pages of a list, a document each' });
  slurp = Option.Boolean('--slurp', false, { description: 'with --paginate: print one list of all pages' });
  curl = Option.Boolean('--curl', false, { description: 'print a command line for curl, send nothing' });
  agent = Option.String('--agent', { description: 'act as this agent' });
  office = Option.String('-o,--office', { description: 'the office of the operation, or of the agent' });
  dashboard = Option.Boolean('--dashboard', false, {
    description: 'call the dashboard, not the office-manager',
  });
  override dryRun = Option.Boolean('--dry-run', false, {
    description: 'print the request without sending it',
  });
  override yes = Option.Boolean('-y,--yes', false, { description: 'do not ask' });

  async execute(): Promise<void> {
    const target = parseTarget(this.args);
    if (target.kind === 'list' || target.kind === 'describe') return this.#tell(target);
    if (this.slurp && !this.all) throw new UsageError('--slurp needs --paginate');
    if (this.data !== undefined && (this.fields ?? this.typed) !== undefined) {
      throw new UsageError('the body is either -d, or -f and -F');
    }
    const transport = await this.#connect();
    const prepared =
      target.kind === 'path' ? await this.#path(target, transport) : await this.#operation(target, transport);
    if (this.all && prepared.method !== 'GET') throw new UsageError('--paginate works only with GET');
    await this.#confirm(prepared);
    try {
      await this.#print(prepared, transport);
    } catch (error) {
      const planned = this.curl ? plannedRequest(error) : undefined;
      if (!planned) throw await this.#explained(error);
      const { curlCommand } = await import('../request/curl.ts');
      await this.out.file(curlCommand(planned.request, this.agent !== undefined), {
        curl: curlCommand(planned.request, this.agent !== undefined),
      });
    }
  }

  /** `mi api list` and `mi api describe`. */
  async #tell(target: Target & { kind: 'list' | 'describe' }): Promise<void> {
    const { describeOperation, findOperation, operations } = await import('../request/describeOperation.ts');
    if (target.kind === 'describe') {
      const endpoint = findOperation(target.name);
      return this.out.longText(describeOperation(endpoint), endpoint);
    }
    await this.out.table(
      operations.map(({ name, route, idempotency }) => ({ name, route, idempotency })),
      [
        ['OPERATION', ({ name }) => name],
        ['ROUTE', ({ route }) => route, 'text'],
      ],
      'None.',
    );
  }

  async #print(prepared: Prepared, transport: Transport): Promise<void> {
    if (this.all) return this.#pages(prepared, transport);
    const response = await prepared.open();
    if (this.include) printHead(response, this.context);
    if (!isEventStream(response)) return printBody(response, this.out, this.context);
    const { path, host, method } = prepared;
    const { printStream } = await import('../operations/printResult.ts');
    // The stream begins with this response. It opens later connections itself, after the last event, if the request only reads.
    this.#opened = response;
    const more = method === 'GET' ? {} : { maxReconnects: 0 };
    await printStream(transport.stream(path, { ...this.#options(), ...more, host }), this.out);
  }

  /** The response that the next request gets without being sent. */
  #opened: WireResponse | undefined;
  readonly #reuse: Middleware = async (request, next) => {
    const opened = this.#opened;
    this.#opened = undefined;
    return opened ?? next(request);
  };

  /** Prints each page as a document, or with `--slurp` one list of all pages. */
  async #pages({ path, host }: Prepared, transport: Transport): Promise<void> {
    const { paginate } = await import('../request/paginate.ts');
    const read = async (page: string): Promise<string | undefined> =>
      readJSON(
        await transport.request<WireResponse>('GET', page, { ...this.#options(), host, as: 'stream' }),
      );
    // Each page is a document: one pager after another would hide the earlier ones.
    if (!this.slurp) this.context.noPager = true;
    const pages: string[] = [];
    for await (const page of paginate(path, read)) {
      if (this.slurp) pages.push(page);
      else await this.out.received(page);
    }
    if (this.slurp) await this.out.received(`[${pages.join(',')}]`);
  }

  /** A request by its path. */
  async #path({ method: named, path }: Target & { kind: 'path' }, transport: Transport): Promise<Prepared> {
    const hasBody = this.data !== undefined || this.fields !== undefined || this.typed !== undefined;
    const method: HttpMethod = named ?? (hasBody ? 'POST' : 'GET');
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && this.data !== undefined) {
      throw new UsageError(`${method} takes no body`, {
        hint: 'Put the query into the path: /path?name=value. Or use POST.',
      });
    }
    const fields = hasBody && this.data === undefined ? await this.#fields() : undefined;
    const query = isRead && fields ? new URLSearchParams(fields as Record<string, string>).toString() : '';
    const whole = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
    const body = isRead ? undefined : (fields ?? (await this.#data()));
    const host = this.dashboard ? 'dashboard' : 'office-manager';
    const open = () =>
      transport.request<WireResponse>(method, whole, { ...this.#options(), body, host, as: 'stream' });
    return { method, path: whole, host, isDestructive: method === 'DELETE', open };
  }

  /** A request by the name of its operation. The arguments fill its path; the office may be left out. */
  async #operation(target: Target & { kind: 'operation' }, transport: Transport): Promise<Prepared> {
    const { findOperation, pathNames } = await import('../request/describeOperation.ts');
    const [{ isDestructive }, { OperationAPI }] = await Promise.all([
      import('@mitosislabs/api/contract'),
      import('@mitosislabs/api/operation'),
    ]);
    const endpoint = findOperation(target.name);
    if (endpoint.multipart) {
      throw new UsageError(`${endpoint.name} takes a file`, { hint: 'Upload it: mi files upload <path>' });
    }
    const names = pathNames(endpoint);
    const isShort = names[0] === 'officeId' && target.names.length === names.length - 1;
    if (!isShort && target.names.length !== names.length) {
      const shown = names.map((name) => (name === 'officeId' ? '[officeId]' : `<${name}>`)).join(' ');
      throw new UsageError(`${endpoint.name} takes ${shown || 'no arguments'}`, {
        hint: `The rest of the input is -d, -f or -F: mi api describe ${endpoint.name}`,
      });
    }
    if (!endpoint.body && !endpoint.query && (this.data ?? this.fields ?? this.typed) !== undefined) {
      throw new UsageError(`${endpoint.name} takes only path parameters`);
    }
    const values = await this.#values(endpoint);
    const filled = isShort ? [await this.officeOf(this.office), ...target.names] : target.names;
    const input = {
      ...Object.fromEntries(names.map((name, index) => [name, filled[index]])),
      ...(endpoint.body && { body: values }),
      ...(endpoint.query && { query: values as Record<string, unknown> }),
    };
    const isDashboard = endpoint.dashboardPath !== undefined && this.agent === undefined;
    const [method = '', route = ''] = endpoint.route.split(' ');
    const pattern = isDashboard ? (endpoint.dashboardPath ?? route) : route;
    const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(filled[names.indexOf(name)] ?? ''),
    );
    const query = endpoint.query ? new URLSearchParams(values as Record<string, string>).toString() : '';
    return {
      method,
      path: query === '' ? path : `${path}?${query}`,
      host: isDashboard ? 'dashboard' : 'office-manager',
      isDestructive: isDestructive(endpoint),
      open: () => new OperationAPI(transport).open(endpoint, input, this.#options()),
    };
  }

  /** The body or the query of an operation. A query has its own types: text that is a number is one. */
  async #values({ body, query }: Endpoint): Promise<unknown> {
    if (this.data !== undefined) return this.#data();
    if (body) return this.fields || this.typed || body.type === 'object' ? this.#fields() : undefined;
    return query && this.#fields(true);
  }

  async #fields(areTyped = false): Promise<Record<string, unknown>> {
    const { readSource } = await import('../prompt/readSource.ts');
    const { fields = [], typed = [] } = this;
    const read = (source: string) => readSource(source, this.context);
    return areTyped ? parseFields([], [...fields, ...typed], read) : parseFields(fields, typed, read);
  }

  /** The body: JSON, or any bytes if a header names their type. */
  async #data(): Promise<unknown> {
    if (this.data === undefined) return undefined;
    const { readSource, readSourceBytes } = await import('../prompt/readSource.ts');
    const type = this.#options().headers?.['content-type'];
    if (type !== undefined && !/\bjson\b/i.test(type)) return readSourceBytes(this.data, this.context);
    const source = await readSource(this.data, this.context);
    try {
      return JSON.parse(source);
    } catch {
      throw new UsageError('--data is not JSON', { hint: `Quote it: -d '{"title":"Triage inbox"}'` });
    }
  }

  #options(): RequestOptions {
    const headers = Object.fromEntries(
      (this.headers ?? []).map((header) => {
        const end = header.indexOf(':');
        if (end < 1) throw new UsageError(`-H takes "Name: value", not ${JSON.stringify(header)}`);
        return [header.slice(0, end).trim().toLowerCase(), header.slice(end + 1).trim()];
      }),
    );
    return { ...this.call, headers };
  }

  /** Asks at a terminal before something is lost. Scripts of earlier clients are not asked. */
  async #confirm({ method, path, isDestructive }: Prepared): Promise<void> {
    if (!isDestructive || this.yes || this.dryRun || this.curl) return;
    if (!canAsk(this.context)) return;
    const { assertConfirmed } = await import('../prompt/confirmed.ts');
    await assertConfirmed(`Send ${method} ${path}?`, this.context);
  }

  /** The transport, which sends nothing with `--dry-run` and `--curl`. */
  async #connect(): Promise<Transport> {
    // The body is printed as it comes.
    const middleware = [this.#reuse, showRequests(this.context, { withBody: false })];
    if (this.dryRun || this.curl) middleware.push(stopAtAny);
    const settings = await this.settings();
    if (this.agent === undefined) {
      const { connect } = await import('../client/connect.ts');
      return connect(settings, middleware);
    }
    const [{ connectAsAgent }, { Passphrases }] = await Promise.all([
      import('../client/connectAsAgent.ts'),
      import('../prompt/Passphrases.ts'),
    ]);
    const passphrases = new Passphrases(this.context);
    const office = await this.officeOf(this.office);
    const acting = {
      office,
      agent: this.agent,
      profile: this.profile,
      isDashboard: this.dashboard,
      passphrase: passphrases.current,
    };
    return passphrases.opening(connectAsAgent(acting, settings, this.context, middleware));
  }

  /** Adds a hint to the error if the platform does not accept the agent's key. */
  async #explained(error: unknown): Promise<unknown> {
    if (this.agent !== undefined && Reflect.get(Object(error), 'status') === 401) {
      const { addHint } = await import('../errors/hints.ts');
      const office = await this.officeOf(this.office);
      addHint(
        error,
        `The platform has another public key for ${this.agent}, or none. Register a new one: mi keys rotate -o ${office} -a ${this.agent}`,
      );
    }
    return error;
  }
}
