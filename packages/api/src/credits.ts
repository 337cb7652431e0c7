export { CreditsAPI } from './CreditsAPI.ts';
export type { AddCreditsRequest } from './types/AddCreditsRequest.ts';
export type { CreditBalance } from './types/CreditBalance.ts';
export type { CreditHistoryEntry } from './types/CreditHistoryEntry.ts';
export type { LLMUsageSummary } from './types/LLMUsageSummary.ts';
export type { PageQuery } from './types/PageQuery.ts';
export type { Quota } from './types/Quota.ts';
export type { SetQuotaRequest } from './types/SetQuotaRequest.ts';
export type { UsageSummary } from './types/UsageSummary.ts';
