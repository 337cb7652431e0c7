// Loaded on first use on Node: most programs have an API key and need no curve.

/** Loads the function that signs as an agent. */
export async function loadSignAs(): Promise<typeof import('./signing/signRequest.ts').signAs> {
  return (await import('./signing/signRequest.ts')).signAs;
}

/** Loads the function that has another signer sign. */
export async function loadSignWith(): Promise<typeof import('./signing/signWith.ts').signWith> {
  return (await import('./signing/signWith.ts')).signWith;
}

/** Loads the function that creates tokens. */
export async function loadBearerToken(): Promise<typeof import('./jwt/authorizationHeader.ts').bearerToken> {
  return (await import('./jwt/authorizationHeader.ts')).bearerToken;
}
