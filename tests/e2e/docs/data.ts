import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import ts from 'typescript';
import { parse } from 'yaml';
import { root } from '../snippets.ts';
import type { Block } from './readPage.ts';

type Data = Record<string, unknown>;

/** Kinds of JSON and YAML on pages: how each is recognised, and what is wrong with it. */
const KINDS: readonly { is: (data: Data) => boolean; problem: (data: Data) => string | undefined }[] = [
  { is: ({ offices, users }) => offices !== undefined || users !== undefined, problem: seedProblem },
  { is: ({ mcpServers, servers }) => (mcpServers ?? servers) !== undefined, problem: serversProblem },
  { is: (data) => data['agent_servers'] !== undefined, problem: serversProblem },
  { is: ({ compilerOptions }) => compilerOptions !== undefined, problem: tsconfigProblem },
  { is: ({ apiVersion, kind }) => apiVersion !== undefined && kind !== undefined, problem: manifestProblem },
  { is: ({ jobs }) => jobs !== undefined, problem: workflowProblem },
  // The configuration of the keystore.
  {
    is: ({ endpoint }) => endpoint !== undefined,
    problem: ({ endpoint }) => ofType('endpoint', endpoint, 'string'),
  },
  // Frames of sessions.
  {
    is: ({ type }) => /^__[A-Z_]+__$/.test(String(type)),
    problem: (data) => ofType('session_id', data['session_id'], 'string'),
  },
  // Parts of package.json.
  {
    is: ({ name, scripts, dependencies, exports }) =>
      (name ?? scripts ?? dependencies ?? exports) !== undefined,
    problem: () => undefined,
  },
];

/** Parses a block of JSON, JSON lines or YAML, and checks it against what it is for. Returns what is wrong. */
export function dataProblem({ language, code }: Block): string | undefined {
  let documents: unknown[];
  try {
    documents = language === 'yaml' ? [parse(code)] : parseJson(code);
  } catch (error) {
    return String(error);
  }
  for (const data of documents) {
    const kind = KINDS.find(({ is }) => is(Object(data)));
    const problem = kind ? kind.problem(Object(data)) : 'tests/e2e/docs/data.ts does not know what it is for';
    if (problem) return problem;
  }
  return undefined;
}

function parseJson(code: string): unknown[] {
  try {
    return [JSON.parse(code)];
  } catch (error) {
    const lines = code.split('\n');
    if (lines.length === 1 || !lines.every((line) => line.startsWith('{'))) throw error;
    return lines.map((line) => JSON.parse(line));
  }
}

function ofType(name: string, value: unknown, type: string): string | undefined {
  return typeof value === type ? undefined : `${name} is no ${type}`;
}

function seedProblem(data: Data): string | undefined {
  const ajv = new Ajv({ strict: false });
  const schema = JSON.parse(readFileSync(join(root, 'packages/emulator/seed.schema.json'), 'utf8'));
  return ajv.validate(schema, data) ? undefined : ajv.errorsText();
}

/** Servers that an editor or a model starts: each a program of a package of ours, or an address. */
function serversProblem(data: Data): string | undefined {
  const servers = Object.entries(Object(data['mcpServers'] ?? data['servers'] ?? data['agent_servers']));
  if (servers.length === 0) return 'it names no server';
  for (const [name, server] of servers as [string, Data][]) {
    const words = [server['command'], ...((server['args'] as string[] | undefined) ?? [])];
    if (server['url'] === undefined && !/^(npx -y @mitosislabs\/\w+|mi)\b/.test(words.join(' ')))
      return `${name}: ${words}`;
  }
  return undefined;
}

function tsconfigProblem(data: Data): string | undefined {
  const { errors } = ts.convertCompilerOptionsFromJson(data['compilerOptions'], root);
  return errors.length === 0 ? undefined : errors.map(({ messageText }) => messageText).join('; ');
}

/** A workload of Kubernetes whose probes and mounts name what its container and it have. */
function manifestProblem(data: Data): string | undefined {
  if (data['kind'] !== 'Deployment') return undefined;
  const { selector, template } = Object(data['spec']);
  if (JSON.stringify(selector?.matchLabels) !== JSON.stringify(template?.metadata?.labels))
    return 'the selector does not match the labels';
  const volumes = (template.spec.volumes ?? []).map((volume: Data) => volume['name']);
  for (const container of template.spec.containers) {
    const ports = (container.ports ?? []).map((port: Data) => port['name']);
    for (const probe of [container.livenessProbe, container.readinessProbe])
      if (probe && !ports.includes(probe.httpGet.port)) return `no port ${probe.httpGet.port}`;
    for (const { name } of container.volumeMounts ?? [])
      if (!volumes.includes(name)) return `no volume ${name}`;
  }
  return undefined;
}

function workflowProblem(data: Data): string | undefined {
  if (data['on'] === undefined) return 'a workflow needs `on`';
  for (const [name, job] of Object.entries(Object(data['jobs'])) as [string, Data][]) {
    if (job['runs-on'] === undefined || !Array.isArray(job['steps']))
      return `${name} needs runs-on and steps`;
    if (!job['steps'].every((step: Data) => (step['uses'] === undefined) !== (step['run'] === undefined)))
      return `${name}: a step has either uses or run`;
  }
  return undefined;
}
