export type { MCPOptions } from './MCPOptions.ts';
export { type HTTPOptions, type HTTPServer, serveHTTP } from './server/serveHTTP.ts';
export { type RunningServer, type StdioOptions, serveStdio } from './server/serveStdio.ts';
