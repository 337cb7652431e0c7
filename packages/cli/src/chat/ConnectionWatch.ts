import type { Middleware } from '@mitosislabs/transport';

/** Knows from the requests that are made anyway whether the platform can be reached. */
export class ConnectionWatch {
  #isLost = false;
  /** Told when that changes. */
  onChange: (isLost: boolean) => void = () => undefined;
  /** Told when messages came that can no longer be had. */
  onGap: () => void = () => undefined;

  /** Whether the last request found nobody, or a server in trouble. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** What every request is to go through. */
  readonly middleware: Middleware = async (request, next) => {
    try {
      const response = await next(request);
      this.#set(response.status >= 500);
      return response;
    } catch (error) {
      // What was called off says nothing of the platform.
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
