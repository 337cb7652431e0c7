export type { AgentServer, ServeOptions } from './ServeOptions.ts';
export { startServer } from './startServer.ts';
