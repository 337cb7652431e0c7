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
   * Starts connecting an agent with a QR code.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-start`.
   *
   * @param name - The agent's name.
   */
  qrStart(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.qrStart, { officeId, name }, options);
  }

  /**
   * Gets the status of connecting an agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-status`.
   *
   * @param name - The agent's name.
   */
  qrStatus(officeId: string, name: string, options?: RequestOptions): APIPromise<WhatsAppStatus> {
    return this.call(whatsapp.qrStatus, { officeId, name }, options);
  }

  /**
   * Stops connecting an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-stop`.
   *
   * @param name - The agent's name.
   */
  qrStop(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.qrStop, { officeId, name }, options);
  }

  /**
   * Gets the connection of an agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/status`.
   *
   * @param name - The agent's name.
   */
  sessionStatus(officeId: string, name: string, options?: RequestOptions): APIPromise<WhatsAppStatus> {
    return this.call(whatsapp.sessionStatus, { officeId, name }, options);
  }

  /**
   * Disconnects an agent and forgets its telephone.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/reset`.
   *
   * @param name - The agent's name.
   */
  reset(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.reset, { officeId, name }, options);
  }

  /**
   * Lists the agents of an office that may use WhatsApp.
   *
   * Route: `GET /api/v1/offices/{officeId}/whatsapp/agents`.
   *
   * @returns most likely a {@link WhatsAppAgentStatus}; check before use.
   */
  agentStatus(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(whatsapp.agentStatus, { officeId }, options);
  }

  /**
   * Allows or forbids an agent to use the office's WhatsApp.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/access`.
   *
   * @param agentName - The agent's name.
   * @param enabled - Whether it may.
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
   * @param agentName - The agent's name.
   */
  registerAgent(officeId: string, agentName: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.registerAgent, { officeId, agentName }, options);
  }

  /**
   * Starts connecting an office with a QR code.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/qr-start`.
   */
  officeQRStart(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.officeQRStart, { officeId }, options);
  }

  /**
   * Gets the status of connecting an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/whatsapp/qr-status`.
   *
   * @returns most likely a {@link WhatsAppQRStatus}; check before use.
   */
  officeQRStatus(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(whatsapp.officeQRStatus, { officeId }, options);
  }

  /**
   * Disconnects an office and forgets its telephone.
   *
   * Route: `POST /api/v1/offices/{officeId}/whatsapp/reset`.
   */
  officeReset(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(whatsapp.officeReset, { officeId }, options);
  }
}
