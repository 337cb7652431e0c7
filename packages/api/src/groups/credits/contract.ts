import { all, none, self } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import {
  array,
  integer,
  number,
  optional,
  record,
  type Schema,
  shape,
  string,
  unknown,
} from '../../contract/schema.ts';

/** Credits to add to an office. */
export interface AddCreditsRequest {
  /** The number of credits. */
  amount: number;
  /** The reason, shown in the history. */
  reason: string;
}

/** The schema of {@link AddCreditsRequest}. */
export const addCreditsRequestSchema: Schema<AddCreditsRequest> = shape<AddCreditsRequest>({
  amount: number,
  reason: string,
});

/** The credits of an office. */
export interface CreditBalance {
  /** The office. */
  office_id: string;
  /** The balance in credits. At 0 or less, hiring, tasks and messages to agents are refused. */
  balance: number;
}

/** The schema of {@link CreditBalance}. */
export const creditBalanceSchema: Schema<CreditBalance> = shape<CreditBalance>({
  office_id: string,
  balance: number,
});

/** One entry of an office's ledger. */
export interface CreditHistoryEntry {
  /** Unique id. */
  id: string;
  /** The office. */
  office_id: string;
  /** How many credits were added; negative when they were used. */
  amount: number;
  /** The balance afterwards. */
  balance_after: number;
  /** The reason. */
  reason: string;
  /** When: ISO 8601. */
  created_at: string;
}

/** The schema of {@link CreditHistoryEntry}. */
export const creditHistoryEntrySchema: Schema<CreditHistoryEntry> = shape<CreditHistoryEntry>({
  id: string,
  office_id: string,
  amount: number,
  balance_after: number,
  reason: string,
  created_at: string,
});

/** The usage of models by an office. */
export interface LLMUsageSummary {
  /** The number of tokens, read and written. */
  total_tokens: number;
  /** The price that the providers of the models charge. */
  total_cost: number;
  /** The cost in credits. */
  total_credits: number;
  /** The same by agent. */
  agents: Record<string, unknown>[];
}

/** The schema of {@link LLMUsageSummary}. */
export const llmUsageSummarySchema: Schema<LLMUsageSummary> = shape<LLMUsageSummary>({
  total_tokens: number,
  total_cost: number,
  total_credits: number,
  agents: array(record),
});

/** The part of a list to get. */
export interface PageQuery {
  /** The most entries to return. */
  limit?: number;
  /** How many entries to skip. */
  offset?: number;
}

/** The schema of {@link PageQuery}. */
export const pageQuerySchema: Schema<PageQuery> = shape<PageQuery>({
  limit: optional(integer),
  offset: optional(integer),
});

/** The limits of an office. */
export interface Quota {
  /** Processor cores, as a Kubernetes quantity. */
  cpu: string;
  /** Memory, as a Kubernetes quantity: `16Gi`. */
  memory: string;
  /** The number of pods. */
  pods: number;
  /** The name of the tier that sets the limits. */
  tier: string;
}

/** The schema of {@link Quota}. */
export const quotaSchema: Schema<Quota> = shape<Quota>({
  cpu: string,
  memory: string,
  pods: number,
  tier: string,
});

/** A quota for an office. */
export interface SetQuotaRequest {
  /** The name of the tier. */
  tier: string;
  /** Processor cores, as a Kubernetes quantity. */
  cpu?: string;
  /** Memory, as a Kubernetes quantity: `16Gi`. */
  memory?: string;
  /** The number of pods. */
  pods?: number;
}

/** The schema of {@link SetQuotaRequest}. */
export const setQuotaRequestSchema: Schema<SetQuotaRequest> = shape<SetQuotaRequest>({
  tier: string,
  cpu: optional(string),
  memory: optional(string),
  pods: optional(number),
});

/** The usage of an office's pods. */
export interface UsageSummary {
  /** Processor time, in hours of one core. */
  cpu_core_hours: number;
  /** Memory, in GiB times hours. */
  memory_gib_hours: number;
  /** The cost in credits. */
  total_credits: number;
  /** The same by pod. */
  pods: Record<string, unknown>[];
}

/** The schema of {@link UsageSummary}. */
export const usageSummarySchema: Schema<UsageSummary> = shape<UsageSummary>({
  cpu_core_hours: number,
  memory_gib_hours: number,
  total_credits: number,
  pods: array(record),
});

/** The operations on credits, usage and quota. */
export const credits = group('credits', {
  balance: {
    route: 'GET /api/v1/offices/{officeId}/credits',
    responseType: 'json',
    output: creditBalanceSchema,
    idempotency: 'safe',
    access: all,
  },
  add: {
    route: 'POST /api/v1/offices/{officeId}/credits',
    body: addCreditsRequestSchema,
    responseType: 'json',
    output: creditBalanceSchema,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'credits.history',
  },
  history: {
    route: 'GET /api/v1/offices/{officeId}/credits/history',
    query: pageQuerySchema,
    responseType: 'json',
    output: array(creditHistoryEntrySchema),
    idempotency: 'safe',
    access: none,
  },
  usage: {
    route: 'GET /api/v1/offices/{officeId}/usage',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: none,
  },
  usageCurrent: {
    route: 'GET /api/v1/offices/{officeId}/usage/current',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: none,
  },
  usageSummary: {
    route: 'GET /api/v1/offices/{officeId}/usage/summary',
    responseType: 'json',
    output: usageSummarySchema,
    idempotency: 'safe',
    access: none,
  },
  llmUsage: {
    route: 'GET /api/v1/offices/{officeId}/usage/llm',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: none,
  },
  llmUsageSummary: {
    route: 'GET /api/v1/offices/{officeId}/usage/llm/summary',
    responseType: 'json',
    output: llmUsageSummarySchema,
    idempotency: 'safe',
    access: none,
  },
  agentUsage: {
    route: 'GET /api/v1/offices/{officeId}/employees/{name}/usage',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: self,
  },
  quota: {
    route: 'GET /api/v1/offices/{officeId}/quota',
    responseType: 'json',
    output: quotaSchema,
    idempotency: 'safe',
    access: all,
  },
  setQuota: {
    route: 'PUT /api/v1/offices/{officeId}/quota',
    body: setQuotaRequestSchema,
    responseType: 'json',
    output: quotaSchema,
    idempotency: 'idempotent',
    access: none,
    lookup: 'credits.quota',
  },
} as const satisfies Operations);
