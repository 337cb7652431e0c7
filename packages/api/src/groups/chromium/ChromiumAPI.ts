import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type ChromiumInstance, chromium } from './contract.ts';

/**
 * Chromium: the browser of an office.
 *
 * @example
 * ```ts
 * import { ChromiumAPI } from '@mitosislabs/api/chromium';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const chromium = new ChromiumAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const browser = await chromium.start('office-id');
 * console.log(browser.vnc_url);
 * ```
 */
export class ChromiumAPI extends GroupAPI implements Covers<typeof chromium> {
  /**
   * Starts the browser of an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/chromium/start`.
   */
  start(officeId: string, options?: RequestOptions): APIPromise<ChromiumInstance> {
    return this.call(chromium.start, { officeId }, options);
  }

  /**
   * Gets the status of an office's browser.
   *
   * Route: `GET /api/v1/offices/{officeId}/chromium/status`.
   *
   * @throws {@link NotFoundError} when there is none.
   */
  status(officeId: string, options?: RequestOptions): APIPromise<ChromiumInstance> {
    return this.call(chromium.status, { officeId }, options);
  }

  /**
   * Releases the browser: it is no longer needed.
   *
   * Route: `POST /api/v1/offices/{officeId}/chromium/done`.
   */
  done(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(chromium.done, { officeId }, options);
  }

  /**
   * Deletes the browser of an office.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/chromium`.
   */
  delete(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(chromium.delete, { officeId }, options);
  }
}
