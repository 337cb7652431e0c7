import type { Operation } from './catalog.ts';

/** The most operations of a search with words. */
const MOST = 12;

/**
 * Finds operations by words: in the name, the summary and the names of the input, the best match first.
 *
 * @param operations - The operations to search.
 * @param query - The words. Without any, all operations are found.
 */
export function searchOperations(operations: readonly Operation[], query: string): readonly Operation[] {
  const words = wordsOf(query);
  if (words.length === 0) return operations;
  return operations
    .map((operation) => ({ operation, score: scoreOf(operation, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ operation }) => operation);
}

function scoreOf({ endpoint, summary, input }: Operation, words: readonly string[]): number {
  const name = wordsOf(endpoint.name);
  const text = wordsOf(summary);
  const fields = wordsOf(`${endpoint.route} ${fieldNames(input).join(' ')}`);
  let score = 0;
  for (const word of words) {
    if (name.some((one) => isSame(one, word))) score += 5;
    if (text.some((one) => isSame(one, word))) score += 3;
    if (fields.some((one) => isSame(one, word))) score += 1;
  }
  return score;
}

function fieldNames(schema: unknown): string[] {
  const properties: unknown = Reflect.get(Object(schema), 'properties');
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, part]) => [name, ...fieldNames(part)]);
}

/** Employees are agents, and an API says what people say otherwise. */
const SYNONYMS: Readonly<Record<string, string>> = {
  agent: 'employee',
  remove: 'delete',
  fire: 'delete',
  money: 'credit',
  colony: 'office',
  variable: 'env',
  chat: 'message',
};

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}

function isSame(one: string, word: string): boolean {
  return one === word || one === SYNONYMS[word] || (word.length > 3 && one.startsWith(word));
}
