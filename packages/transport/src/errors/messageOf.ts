/** Returns the message of a thrown value, which may be an error of another realm, or no error. */
export function messageOf(thrown: unknown): string {
  const message: unknown = Object(thrown) === thrown ? Reflect.get(Object(thrown), 'message') : undefined;
  if (typeof message === 'string') return message;
  try {
    return String(thrown);
  } catch {
    return 'something that is no error';
  }
}
