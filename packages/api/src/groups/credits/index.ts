export type { PagedList } from '../../waiting/PagedList.ts';
export { CreditsAPI } from './CreditsAPI.ts';
export type {
  AddCreditsRequest,
  CreditBalance,
  CreditHistoryEntry,
  LLMUsageSummary,
  PageQuery,
  Quota,
  SetQuotaRequest,
  UsageSummary,
} from './contract.ts';
