import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Host } from '../core/Host.ts';
import type { App } from './createApp.ts';
import { splitTarget } from './input.ts';
import type { RequestRecord } from './RequestRecord.ts';
import type { RouteIndex } from './RouteIndex.ts';
import { type EncodedResponse, sendError, sendText } from './responses.ts';
import { isText, type Serving, serveOperation } from './serveOperation.ts';

/**
 * One of the hosts. It serves most operations by itself: with a `Request` and a `Response`, each would cost twice as much. The
 * app serves all other requests, and is loaded with the first of them.
 */
export class Site {
  readonly #serving: Serving;
  readonly #routes: RouteIndex;
  readonly #load: () => Promise<App>;
  #app: Promise<App> | undefined;

  constructor(serving: Serving, routes: RouteIndex, load: () => Promise<App>) {
    this.#serving = serving;
    this.#routes = routes;
    this.#load = load;
  }

  get host(): Host {
    return this.#serving.host;
  }

  /** Loads the app. It serves the operations too. */
  app(): Promise<App> {
    this.#app ??= this.#load();
    return this.#app;
  }

  /** Serves a request whose response is JSON, text or nothing. Returns false for another one. */
  serve(incoming: IncomingMessage, outgoing: ServerResponse, record: RequestRecord | undefined): boolean {
    const [path] = splitTarget(incoming.url);
    const route = this.#routes.find(this.host, incoming.method ?? '', path);
    // `/healthz` has no handler. A backslash is refused by the app: a client would read it as a slash.
    if (!route?.handler || !isText(route.endpoint) || path.includes('\\')) return false;
    serveOperation(this.#serving, route, { incoming, outgoing, workMs: 0, record }).then(
      (response) => sendText(route.endpoint, response as EncodedResponse, outgoing),
      (error: unknown) => {
        record?.failed(error);
        sendError(outgoing, error);
      },
    );
    return true;
  }
}
