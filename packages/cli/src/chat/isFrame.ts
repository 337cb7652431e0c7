/** Longer is none. In UTF-16 units. */
const LONGEST = 64 * 1024;

/**
 * Whether a text belongs to the protocol of sessions, of whoever's session. Those of one's own are taken by the session
 * itself; the ones that others have with the same agent go through the same conversation, and are nothing to read.
 */
export function isFrame(content: string): boolean {
  if (content.length > LONGEST || !content.trimStart().startsWith('{') || !content.includes('"__'))
    return false;
  try {
    const { type, session_id: session } = Object(JSON.parse(content));
    return typeof type === 'string' && /^__[A-Z_]+__$/.test(type) && typeof session === 'string';
  } catch {
    return false;
  }
}
