// Loaded on first use on Node: most programs have an API key and need no curve.

/** Loads the function that signs as an agent. */
export async function loadSignRequest(): Promise<typeof import('./signing/signRequest.ts').signRequest> {
  return (await import('./signing/signRequest.ts')).signRequest;
}

/** Loads the function that creates tokens. */
export async function loadAuthorizationHeader(): Promise<
  typeof import('./jwt/authorizationHeader.ts').authorizationHeader
> {
  return (await import('./jwt/authorizationHeader.ts')).authorizationHeader;
}
