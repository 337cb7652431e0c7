/** Yields the bytes of a body as they come. Leaving the loop ends the download. */
export async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body) yield* response.body;
}
