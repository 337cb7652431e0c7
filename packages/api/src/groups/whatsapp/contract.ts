import type { Group } from '../../contract/Endpoint.ts';
import { anything, boolean, optional, type Schema, shape, text } from '../../contract/schema.ts';

/** Whether one agent may use WhatsApp. */
export interface WhatsAppAgent {
  /** The agent's name. */
  name: string;
  /** Whether it may. */
  whatsapp_enabled: boolean;
}

/** Which agents of an office may use WhatsApp. */
export interface WhatsAppAgentStatus {
  /** The agents. */
  agents: Array<WhatsAppAgent>;
}

/** The QR code by which a telephone is connected. */
export interface WhatsAppQRStatus {
  /** How far it has come, in one word. */
  status: string;
  /** The code, to be shown. */
  qr?: string;
}

/** An agent's connection to WhatsApp. */
export interface WhatsAppStatus {
  /** Whether it is connected. */
  connected: boolean;
  /** The number that it is connected as. */
  phone_number?: string;
  /** The agent's name. */
  agent_id?: string;
}

/** The schema of {@link WhatsAppStatus}. */
export const whatsAppStatusSchema: Schema<WhatsAppStatus> = shape<WhatsAppStatus>({
  connected: boolean,
  phone_number: optional(text),
  agent_id: optional(text),
});

/** The operations on WhatsApp. */
export const whatsapp = {
  qrStart: {
    name: 'whatsapp.qrStart',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-start',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'whatsapp.qrStatus',
  },
  qrStatus: {
    name: 'whatsapp.qrStatus',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-status',
    answer: 'json',
    output: whatsAppStatusSchema,
    repeat: 'safe',
  },
  qrStop: {
    name: 'whatsapp.qrStop',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-stop',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'whatsapp.qrStatus',
  },
  sessionStatus: {
    name: 'whatsapp.sessionStatus',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/status',
    answer: 'json',
    output: whatsAppStatusSchema,
    repeat: 'safe',
  },
  reset: {
    name: 'whatsapp.reset',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/reset',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'whatsapp.sessionStatus',
  },
  agentStatus: {
    name: 'whatsapp.agentStatus',
    route: 'GET /api/v1/offices/{officeId}/whatsapp/agents',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  toggleAgentAccess: {
    name: 'whatsapp.toggleAgentAccess',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/access',
    body: shape<{ enabled: boolean }>({ enabled: boolean }),
    bodyField: 'enabled',
    argument: 'enabled',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'whatsapp.agentStatus',
  },
  registerAgent: {
    name: 'whatsapp.registerAgent',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/register',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'whatsapp.agentStatus',
  },
  officeQRStart: {
    name: 'whatsapp.officeQRStart',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/qr-start',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'whatsapp.officeQRStatus',
  },
  officeQRStatus: {
    name: 'whatsapp.officeQRStatus',
    route: 'GET /api/v1/offices/{officeId}/whatsapp/qr-status',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  officeReset: {
    name: 'whatsapp.officeReset',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/reset',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'whatsapp.officeQRStatus',
  },
} as const satisfies Group;
