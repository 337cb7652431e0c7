import { contract, type Endpoint } from '@mitosislabs/api/contract';
import type { ClassDoc, MethodDoc, TypeDoc } from './readSources.ts';

/** A group of operations: its member on the client, its contract, its class. */
export interface GroupDoc {
  name: string;
  endpoints: Readonly<Record<string, Endpoint>>;
  doc: ClassDoc;
}

/** Pairs each group of the contract with the class that covers it. */
export function groupsOf(classes: ReadonlyMap<string, ClassDoc>): GroupDoc[] {
  const byName = new Map([...classes.values()].map((doc) => [doc.name.toLowerCase(), doc]));
  const groups: GroupDoc[] = [];
  for (const [name, endpoints] of Object.entries(contract)) {
    const key = `${name.toLowerCase().replace(/api$/, '')}api`;
    const doc = byName.get(key);
    // Methods for files of this machine are in a class of their own, which only Node has.
    const node = byName.get(`node${key}`)?.methods ?? [];
    if (doc) groups.push({ name, endpoints, doc: { ...doc, methods: [...doc.methods, ...node] } });
    else if (name !== 'client') throw new Error(`no class covers the group ${name}`);
  }
  return groups;
}

/** The reference page of one group. */
export function groupPage({ name, endpoints, doc }: GroupDoc, types: ReadonlyMap<string, TypeDoc>): string {
  const methods = doc.methods.map((method) => methodSection(name, method, endpoints[method.name]));
  const used = usedTypes(doc.methods, types);
  return [
    `# ${name}`,
    `<!-- Derived from the contract and its documentation by \`pnpm derive\`. -->`,
    doc.text,
    `\`client.${name}\`, or \`${doc.name}\` alone from \`@mitosislabs/api/${name}\`.`,
    doc.example,
    ...methods,
    ...(used.length > 0 ? ['## Types', ...used.map(typeSection)] : []),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

/** The reference page of a class that is no group: `MitosisClient`. */
export function classPage(doc: ClassDoc): string {
  return [
    `# ${doc.name}`,
    `<!-- Derived from its documentation by \`pnpm derive\`. -->`,
    doc.text,
    doc.example,
    ...doc.methods.map((method) => methodSection(doc.name, method, undefined)),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

/** One method: signature, route, parameters, result and errors. */
function methodSection(group: string, method: MethodDoc, endpoint: Endpoint | undefined): string {
  const lines = [
    `## ${group}.${method.name}`,
    `\`${method.signature}\``,
    (endpoint ? method.text.replace(/\n*Routes?: [^\n]+(\n[^\n]+)*/, '') : method.text).trim(),
  ];
  if (endpoint) {
    const dashboard = endpoint.dashboardPath
      ? `; with an API key \`${endpoint.route.split(' ')[0]} ${endpoint.dashboardPath}\` on the dashboard`
      : '';
    const failures = endpoint.errors?.length
      ? ` Known failures beside 400, 401, 403 and 404: ${endpoint.errors.join(', ')}.`
      : '';
    lines.push(`Route: \`${endpoint.route}\`${dashboard}. Idempotency: ${endpoint.idempotency}.${failures}`);
  }
  if (method.params.length > 0)
    lines.push(method.params.map(({ name, text }) => `- \`${name}\`: ${oneLine(text)}`).join('\n'));
  if (method.returns) lines.push(`Returns ${oneLine(method.returns)}`);
  if (method.throws.length > 0)
    lines.push(method.throws.map((text) => `Throws ${oneLine(text)}`).join('\n\n'));
  return lines.filter(Boolean).join('\n\n');
}

/** One type: its description and its fields. */
function typeSection({ name, text, fields, declaration }: TypeDoc): string {
  const rows = fields.map(
    (field) =>
      `| \`${field.name}${field.optional ? '?' : ''}\` | \`${field.type.replaceAll('|', '\\|')}\` | ${oneLine(field.text)} |`,
  );
  const table =
    rows.length > 0
      ? ['| field | type | |', '|---|---|---|', ...rows].join('\n')
      : `\`${declaration?.replace(/\s+/g, ' ')}\``;
  return [`### ${name}`, text, table].filter(Boolean).join('\n\n');
}

/** The types that methods name, also through other types. */
function usedTypes(methods: readonly MethodDoc[], types: ReadonlyMap<string, TypeDoc>): TypeDoc[] {
  const found = new Map<string, TypeDoc>();
  const visit = (text: string): void => {
    for (const [word] of text.matchAll(/\b[A-Z]\w+\b/g)) {
      const type = types.get(word);
      if (!type || found.has(word)) continue;
      found.set(word, type);
      visit([...type.fields.map((field) => field.type), type.declaration ?? ''].join(' '));
    }
  };
  for (const { signature } of methods) visit(signature);
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
