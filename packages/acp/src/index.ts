export type { ACPOptions } from './ACPOptions.ts';
export { serveACP } from './serveACP.ts';
