/** Longer is no acknowledgement. In UTF-16 units. */
const LONGEST_FRAME = 64 * 1024;

/** The frame that asks an agent for a session. */
export function startFrame(sessionId: string, timestamp: string): string {
  return JSON.stringify({
    type: '__SESSION_START__',
    session_id: sessionId,
    capabilities_request: true,
    timestamp,
  });
}

/** The frame that ends a session. */
export function endFrame(sessionId: string, timestamp: string): string {
  return JSON.stringify({ type: '__SESSION_END__', session_id: sessionId, timestamp });
}

/** The capabilities in an agent's acknowledgement of this session; `undefined` for every other text. */
export function readAck(content: string, sessionId: string): string[] | undefined {
  const capabilities = readFrame(content, '__SESSION_ACK__', sessionId)?.['capabilities'];
  const isList = Array.isArray(capabilities) && capabilities.every((item) => typeof item === 'string');
  return isList ? capabilities : undefined;
}

/** The id of the session that one of our own texts asks for; `undefined` for every other text. */
export function readStart(content: string): string | undefined {
  if (!content.startsWith('{"type":"__SESSION_START__","session_id":"')) return undefined;
  const [, , , , , , , sessionId] = content.split('"', 8);
  return sessionId;
}

/** Whether a text is the frame with which an agent ends this session. */
export function isEnd(content: string, sessionId: string): boolean {
  return readFrame(content, '__SESSION_END__', sessionId) !== undefined;
}

/**
 * Reads a control frame of one session. Whatever only resembles one is a message, and the caller's to read: a text in
 * which another parser could see another frame (escapes, names that stand there twice) is not taken for one.
 */
function readFrame(content: string, type: string, sessionId: string): Record<string, unknown> | undefined {
  if (content.length > LONGEST_FRAME || !content.includes(type) || content.includes('\\')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const frame = value as Record<string, unknown>;
  const isOurs = frame['type'] === type && frame['session_id'] === sessionId;
  return isOurs && countNames(content) === Object.keys(frame).length ? frame : undefined;
}

/** How many names the outer object of a JSON text without escapes has, repeated ones counted. */
function countNames(json: string): number {
  let depth = 0;
  let names = 0;
  for (const [token] of json.matchAll(/"[^"]*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === ':' && depth === 1) names++;
  }
  return names;
}
