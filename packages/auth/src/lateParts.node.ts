// Loaded on first use on Node: most programs have an API key and need no curve.

/** Loads the functions that sign as an agent. */
export async function loadSigning(): Promise<typeof import('./signing/signRequest.ts')> {
  return import('./signing/signRequest.ts');
}

/** Loads the function that creates tokens. */
export async function loadBearerToken(): Promise<typeof import('./jwt/authorizationHeader.ts').bearerToken> {
  return (await import('./jwt/authorizationHeader.ts')).bearerToken;
}
