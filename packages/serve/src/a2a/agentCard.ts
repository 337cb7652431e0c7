import type { AgentCard } from '@a2a-js/sdk';
import type { ListedAgent } from '../AgentDirectory.ts';
import { version } from '../version.ts';

/** The name of the way to sign in. */
const BEARER = 'bearer';

/** The card of an agent, for clients of A2A 1.0. `url` is where its requests go. */
export function agentCard({ agentName, model, role }: ListedAgent, url: string): AgentCard {
  const skill = {
    id: 'work',
    name: 'Work on a task',
    description: `Give ${agentName} a task in words. Its result is text.`,
    tags: ['task', ...(role === undefined ? [] : [role])],
    examples: [],
    inputModes: [],
    outputModes: [],
    securityRequirements: [],
  };
  return {
    name: agentName,
    description: `${agentName}${role === undefined ? '' : `, ${role}`}: an agent of Mitosis, ${model}.`,
    version,
    provider: { organization: 'Mitosis Labs', url: 'https://mitosislabs.ai' },
    supportedInterfaces: ['1.0', '0.3'].map((protocolVersion) => ({
      url,
      protocolBinding: 'JSONRPC',
      protocolVersion,
      tenant: '',
    })),
    capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: false, extensions: [] },
    securitySchemes: {
      [BEARER]: {
        scheme: {
          $case: 'httpAuthSecurityScheme',
          value: { scheme: 'Bearer', bearerFormat: '', description: 'The key that `mi serve` prints.' },
        },
      },
    },
    securityRequirements: [{ schemes: { [BEARER]: { list: [] } } }],
    defaultInputModes: ['text/plain', 'application/json'],
    defaultOutputModes: ['text/plain'],
    skills: [skill],
    signatures: [],
  };
}

/** The same card for clients of A2A 0.3. */
export function legacyAgentCard(agent: ListedAgent, url: string): object {
  const card = agentCard(agent, url);
  const { name, description, version: cardVersion, provider, defaultInputModes, defaultOutputModes } = card;
  return {
    protocolVersion: '0.3.0',
    name,
    description,
    version: cardVersion,
    provider,
    url,
    preferredTransport: 'JSONRPC',
    capabilities: { streaming: true, pushNotifications: false },
    securitySchemes: { [BEARER]: { type: 'http', scheme: 'bearer' } },
    security: [{ [BEARER]: [] }],
    defaultInputModes,
    defaultOutputModes,
    skills: card.skills.map(({ id, name: title, description: text, tags }) => ({
      id,
      name: title,
      description: text,
      tags,
    })),
    supportsAuthenticatedExtendedCard: false,
  };
}
