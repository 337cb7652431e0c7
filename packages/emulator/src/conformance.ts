export type {
  AssumptionResult,
  CheckResult,
  ConformanceReport,
  Difference,
  Outcome,
  RecordedExchange,
} from './conformance/Report.ts';
export { reportText } from './conformance/report/reportText.ts';
export { type ConformanceOptions, runConformance } from './conformance/runConformance.ts';
