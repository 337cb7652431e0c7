import { anything, boolean, shape } from '../schema.ts';
import { whatsAppStatusSchema } from '../types/WhatsAppStatus.ts';
import type { Group } from './Endpoint.ts';

/** The operations on WhatsApp. */
export const whatsapp = {
  qrStart: {
    name: 'whatsapp.qrStart',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-start',
    summary: 'Begins to connect an agent by a QR code.',
    answer: 'none',
    repeat: 'idempotent',
  },
  qrStatus: {
    name: 'whatsapp.qrStatus',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-status',
    summary: 'Tells how far connecting an agent has come.',
    answer: 'json',
    output: whatsAppStatusSchema,
    repeat: 'safe',
  },
  qrStop: {
    name: 'whatsapp.qrStop',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/qr-stop',
    summary: 'Stops connecting an agent.',
    answer: 'none',
    repeat: 'idempotent',
  },
  sessionStatus: {
    name: 'whatsapp.sessionStatus',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/whatsapp/status',
    summary: 'Tells whether an agent is connected.',
    answer: 'json',
    output: whatsAppStatusSchema,
    repeat: 'safe',
  },
  reset: {
    name: 'whatsapp.reset',
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/whatsapp/reset',
    summary: 'Disconnects an agent and forgets its telephone.',
    answer: 'none',
    repeat: 'idempotent',
  },
  agentStatus: {
    name: 'whatsapp.agentStatus',
    route: 'GET /api/v1/offices/{officeId}/whatsapp/agents',
    summary: 'Tells which agents of an office may use WhatsApp.',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  toggleAgentAccess: {
    name: 'whatsapp.toggleAgentAccess',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/access',
    summary: 'Lets an agent use the office’s WhatsApp, or stops it.',
    body: shape<{ enabled: boolean }>({ enabled: boolean }),
    bodyField: 'enabled',
    argument: 'enabled',
    answer: 'none',
    repeat: 'idempotent',
  },
  registerAgent: {
    name: 'whatsapp.registerAgent',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/agents/{agentName}/register',
    summary: 'Registers an agent with the office’s WhatsApp.',
    answer: 'none',
    repeat: 'idempotent',
  },
  officeQRStart: {
    name: 'whatsapp.officeQRStart',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/qr-start',
    summary: 'Begins to connect an office by a QR code.',
    answer: 'none',
    repeat: 'idempotent',
  },
  officeQRStatus: {
    name: 'whatsapp.officeQRStatus',
    route: 'GET /api/v1/offices/{officeId}/whatsapp/qr-status',
    summary: 'Tells how far connecting an office has come.',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  officeReset: {
    name: 'whatsapp.officeReset',
    route: 'POST /api/v1/offices/{officeId}/whatsapp/reset',
    summary: 'Disconnects an office and forgets its telephone.',
    answer: 'none',
    repeat: 'idempotent',
  },
} as const satisfies Group;
