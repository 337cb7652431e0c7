import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type WhatsAppStatus, whatsapp } from './contract.ts';

/**
 * WhatsApp: connects an office or one of its agents.
 *
 * @example
 * ```ts
 * import { WhatsAppAPI } from '@mitosislabs/api/whatsapp';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const whatsapp = new WhatsAppAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * await whatsapp.qrStart('office-id', 'aria');
 * console.log((await whatsapp.qrStatus('office-id', 'aria')).connected);
 * ```
 */
export class WhatsAppAPI extends GroupAPI implements Covers<typeof whatsapp> {
  /**
   * Begins to connect an agent by a QR code.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-start`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  qrStart(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.qrStart, { officeId, name }, options);
  }

  /**
   * Tells how far connecting an agent has come.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-status`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  qrStatus(officeId: string, name: string, options?: RequestOptions): APIPromise<WhatsAppStatus> {
    return this.call(whatsapp.qrStatus, { officeId, name }, options);
  }

  /**
   * Stops connecting an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-stop`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  qrStop(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.qrStop, { officeId, name }, options);
  }

  /**
   * Tells whether an agent is connected.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/status`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  sessionStatus(officeId: string, name: string, options?: RequestOptions): APIPromise<WhatsAppStatus> {
    return this.call(whatsapp.sessionStatus, { officeId, name }, options);
  }

  /**
   * Disconnects an agent and forgets its telephone.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/reset`.
   *
   * @param officeId - The office.
   * @param name - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  reset(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.reset, { officeId, name }, options);
  }

  /**
   * Tells which agents of an office may use WhatsApp.
   *
   * Route: `GET /api/v1/offices/{officeId}/whatsapp/agents`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns most likely a {@link WhatsAppAgentStatus}; check before use.
   */
  agentStatus(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(whatsapp.agentStatus, { officeId }, options);
  }

  /**
   * Lets an agent use the office's WhatsApp, or stops it.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/access`.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param enabled - Whether it may.
   * @param options - Time limits, retries, signal, headers.
   */
  toggleAgentAccess(
    officeId: string,
    agentName: string,
    enabled: boolean,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(whatsapp.toggleAgentAccess, { officeId, agentName, body: { enabled } }, options);
  }

  /**
   * Registers an agent with the office's WhatsApp.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/register`.
   *
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  registerAgent(officeId: string, agentName: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.registerAgent, { officeId, agentName }, options);
  }

  /**
   * Begins to connect an office by a QR code.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/qr-start`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  officeQRStart(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.officeQRStart, { officeId }, options);
  }

  /**
   * Tells how far connecting an office has come.
   *
   * Route: `GET /api/v1/offices/{officeId}/whatsapp/qr-status`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns most likely a {@link WhatsAppQRStatus}; check before use.
   */
  officeQRStatus(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(whatsapp.officeQRStatus, { officeId }, options);
  }

  /**
   * Disconnects an office and forgets its telephone.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/reset`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  officeReset(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.officeReset, { officeId }, options);
  }
}
