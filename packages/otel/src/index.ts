export type { InstrumentOptions } from './InstrumentOptions.ts';
export { type Instrumentation, instrument } from './instrument.ts';
