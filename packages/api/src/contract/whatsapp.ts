import { anything, boolean, shape } from '../schema.ts';
import { whatsAppStatusSchema } from '../types/WhatsAppStatus.ts';
import type { Group } from './Endpoint.ts';

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
