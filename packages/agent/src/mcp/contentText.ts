/** The most parts of a result. */
const MOST_PARTS = 100;

/** The text of a result for the model. Images and other data are named, not shown. The result may be anything. */
export function contentText(result: {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
}): string {
  const parts = Array.isArray(result.content) ? result.content.slice(0, MOST_PARTS).map(partText) : [];
  const text = parts.filter((part) => part !== '').join('\n');
  return text === '' && result.structuredContent !== undefined
    ? JSON.stringify(result.structuredContent)
    : text;
}

function partText(part: unknown): string {
  const { type, text, mimeType, resource, uri, name } = Object(part) as Record<string, unknown>;
  if (type === 'text' && typeof text === 'string') return text;
  if (type === 'resource') {
    const { text: content, uri: address, mimeType: kind } = Object(resource) as Record<string, unknown>;
    return typeof content === 'string' ? content : `[${kind ?? 'data'} of ${address}]`;
  }
  if (type === 'resource_link') return `[${name ?? 'resource'}: ${uri}]`;
  return `[${type ?? 'part'}: ${mimeType ?? 'not shown'}]`;
}
