import type { Middleware } from '@mitosislabs/transport';

/** Watches requests to tell whether the platform can be reached. */
export class ConnectionWatch {
  #isLost = false;
  /** Called when that changes. */
  onChange: (isLost: boolean) => void = () => undefined;
  /** Called when messages are no longer available. */
  onGap: () => void = () => undefined;

  /** Whether the last request got no response, or a server error. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The middleware to pass to the transport. */
  readonly middleware: Middleware = async (request, next) => {
    try {
      const response = await next(request);
      this.#set(response.status >= 500);
      return response;
    } catch (error) {
      // An aborted request says nothing about the platform.
      if (!request.signal.aborted) this.#set(true);
      throw error;
    }
  };

  #set(isLost: boolean): void {
    if (this.#isLost === isLost) return;
    this.#isLost = isLost;
    this.onChange(isLost);
  }
}
