import { anything, list } from '../schema.ts';
import { addCreditsRequestSchema } from '../types/AddCreditsRequest.ts';
import { creditBalanceSchema } from '../types/CreditBalance.ts';
import { creditHistoryEntrySchema } from '../types/CreditHistoryEntry.ts';
import { llmUsageSummarySchema } from '../types/LLMUsageSummary.ts';
import { pageQuerySchema } from '../types/PageQuery.ts';
import { quotaSchema } from '../types/Quota.ts';
import { setQuotaRequestSchema } from '../types/SetQuotaRequest.ts';
import { usageSummarySchema } from '../types/UsageSummary.ts';
import type { Group } from './Endpoint.ts';

/** The operations on credits, usage and quota. */
export const credits = {
  balance: {
    name: 'credits.balance',
    route: 'GET /api/v1/offices/{officeId}/credits',
    answer: 'json',
    output: creditBalanceSchema,
    repeat: 'safe',
  },
  add: {
    name: 'credits.add',
    route: 'POST /api/v1/offices/{officeId}/credits',
    body: addCreditsRequestSchema,
    answer: 'json',
    output: creditBalanceSchema,
    repeat: 'keyed',
    lookup: 'credits.history',
  },
  history: {
    name: 'credits.history',
    route: 'GET /api/v1/offices/{officeId}/credits/history',
    query: pageQuerySchema,
    answer: 'json',
    output: list(creditHistoryEntrySchema),
    repeat: 'safe',
  },
  usage: {
    name: 'credits.usage',
    route: 'GET /api/v1/offices/{officeId}/usage',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  usageCurrent: {
    name: 'credits.usageCurrent',
    route: 'GET /api/v1/offices/{officeId}/usage/current',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  usageSummary: {
    name: 'credits.usageSummary',
    route: 'GET /api/v1/offices/{officeId}/usage/summary',
    answer: 'json',
    output: usageSummarySchema,
    repeat: 'safe',
  },
  llmUsage: {
    name: 'credits.llmUsage',
    route: 'GET /api/v1/offices/{officeId}/usage/llm',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  llmUsageSummary: {
    name: 'credits.llmUsageSummary',
    route: 'GET /api/v1/offices/{officeId}/usage/llm/summary',
    answer: 'json',
    output: llmUsageSummarySchema,
    repeat: 'safe',
  },
  agentUsage: {
    name: 'credits.agentUsage',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/usage',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  quota: {
    name: 'credits.quota',
    route: 'GET /api/v1/offices/{officeId}/quota',
    answer: 'json',
    output: quotaSchema,
    repeat: 'safe',
  },
  setQuota: {
    name: 'credits.setQuota',
    route: 'PUT /api/v1/offices/{officeId}/quota',
    body: setQuotaRequestSchema,
    answer: 'json',
    output: quotaSchema,
    repeat: 'idempotent',
    lookup: 'credits.quota',
  },
} as const satisfies Group;
