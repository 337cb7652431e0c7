/**
 * Yields the text of a response as it comes.
 *
 * @param heard - Called for each chunk.
 */
export async function* bodyOf(
  response: Response,
  heard: () => void,
): AsyncGenerator<string, void, undefined> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heard();
      yield decoder.decode(part.value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
