// On Node the curve and the hashes are loaded when they are first needed: most programs have an API key.

/** Loads the function that signs as an agent. */
export async function loadSignRequest(): Promise<typeof import('./signRequest.ts').signRequest> {
  return (await import('./signRequest.ts')).signRequest;
}

/** Loads the function that makes tokens. */
export async function loadAuthorizationHeader(): Promise<
  typeof import('./authorizationHeader.ts').authorizationHeader
> {
  return (await import('./authorizationHeader.ts')).authorizationHeader;
}
