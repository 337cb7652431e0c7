import { none, self } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { boolean, optional, type Schema, shape, string, unknown } from '../../contract/schema.ts';

/** Whether one agent may use WhatsApp. */
export interface WhatsAppAgent {
  /** The agent's name. */
  name: string;
  /** Whether it may use WhatsApp. */
  whatsapp_enabled: boolean;
}

/** The agents of an office that may use WhatsApp. */
export interface WhatsAppAgentStatus {
  /** The agents. */
  agents: Array<WhatsAppAgent>;
}

/** The QR code that connects a telephone. */
export interface WhatsAppQRStatus {
  /** The status, in one word. */
  status: string;
  /** The code to display. */
  qr?: string;
}

/** An agent's connection to WhatsApp. */
export interface WhatsAppStatus {
  /** Whether it is connected. */
  connected: boolean;
  /** The connected telephone number. */
  phone_number?: string;
  /** The agent's name. */
  agent_id?: string;
}

/** The schema of {@link WhatsAppStatus}. */
export const whatsAppStatusSchema: Schema<WhatsAppStatus> = shape<WhatsAppStatus>({
  connected: boolean,
  phone_number: optional(string),
  agent_id: optional(string),
});

/** The operations on WhatsApp. */
export const whatsapp = group('whatsapp', {
  qrStart: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-start',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'whatsapp.qrStatus',
  },
  qrStatus: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-status',
    responseType: 'json',
    output: whatsAppStatusSchema,
    idempotency: 'safe',
    access: none,
  },
  qrStop: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-stop',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'whatsapp.qrStatus',
  },
  sessionStatus: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/status',
    responseType: 'json',
    output: whatsAppStatusSchema,
    idempotency: 'safe',
    access: self,
  },
  reset: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/reset',
    responseType: 'none',
    idempotency: 'idempotent',
    destructive: true,
    access: none,
    lookup: 'whatsapp.sessionStatus',
  },
  agentStatus: {
    route: 'GET /api/v1/offices/{officeId}/whatsapp/agents',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: none,
  },
  toggleAgentAccess: {
    route: 'POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/access',
    body: shape<{ enabled: boolean }>({ enabled: boolean }),
    bodyField: 'enabled',
    argument: 'enabled',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'whatsapp.agentStatus',
  },
  registerAgent: {
    route: 'POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/register',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'whatsapp.agentStatus',
  },
  officeQRStart: {
    route: 'POST /api/v1/offices/{officeId}/whatsapp/qr-start',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'whatsapp.officeQRStatus',
  },
  officeQRStatus: {
    route: 'GET /api/v1/offices/{officeId}/whatsapp/qr-status',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: none,
  },
  officeReset: {
    route: 'POST /api/v1/offices/{officeId}/whatsapp/reset',
    responseType: 'none',
    idempotency: 'idempotent',
    destructive: true,
    access: none,
    lookup: 'whatsapp.officeQRStatus',
  },
} as const satisfies Operations);
