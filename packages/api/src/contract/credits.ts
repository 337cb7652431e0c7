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
    summary: 'Tells what an office has to spend.',
    answer: 'json',
    output: creditBalanceSchema,
    repeat: 'safe',
  },
  add: {
    name: 'credits.add',
    route: 'POST /api/v1/offices/{officeId}/credits',
    summary: 'Adds credits to an office.',
    body: addCreditsRequestSchema,
    answer: 'json',
    output: creditBalanceSchema,
    repeat: 'keyed',
  },
  history: {
    name: 'credits.history',
    route: 'GET /api/v1/offices/{officeId}/credits/history',
    summary: 'Lists the entries of an office’s ledger.',
    query: pageQuerySchema,
    answer: 'json',
    output: list(creditHistoryEntrySchema),
    repeat: 'safe',
  },
  usage: {
    name: 'credits.usage',
    route: 'GET /api/v1/offices/{officeId}/usage',
    summary: 'Gets what an office has used.',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  usageCurrent: {
    name: 'credits.usageCurrent',
    route: 'GET /api/v1/offices/{officeId}/usage/current',
    summary: 'Gets what an office is using now.',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  usageSummary: {
    name: 'credits.usageSummary',
    route: 'GET /api/v1/offices/{officeId}/usage/summary',
    summary: 'Sums up what an office’s pods have used.',
    answer: 'json',
    output: usageSummarySchema,
    repeat: 'safe',
  },
  llmUsage: {
    name: 'credits.llmUsage',
    route: 'GET /api/v1/offices/{officeId}/usage/llm',
    summary: 'Gets what an office’s models have used.',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  llmUsageSummary: {
    name: 'credits.llmUsageSummary',
    route: 'GET /api/v1/offices/{officeId}/usage/llm/summary',
    summary: 'Sums up what an office’s models have used.',
    answer: 'json',
    output: llmUsageSummarySchema,
    repeat: 'safe',
  },
  agentUsage: {
    name: 'credits.agentUsage',
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/usage',
    summary: 'Gets what one agent has used.',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
  quota: {
    name: 'credits.quota',
    route: 'GET /api/v1/offices/{officeId}/quota',
    summary: 'Tells what an office may use at most.',
    answer: 'json',
    output: quotaSchema,
    repeat: 'safe',
  },
  setQuota: {
    name: 'credits.setQuota',
    route: 'PUT /api/v1/offices/{officeId}/quota',
    summary: 'Sets what an office may use at most.',
    body: setQuotaRequestSchema,
    answer: 'json',
    output: quotaSchema,
    repeat: 'idempotent',
  },
} as const satisfies Group;
