export { type MCPToolsOptions, mcpTools, type ServerAddress } from './mcp/mcpTools.ts';
export type { ServerCommand } from './mcp/ServerProcess.ts';
