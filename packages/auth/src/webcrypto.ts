/** The runtime's WebCrypto. On Node `webcrypto.node.ts` takes this file's place (see `imports` in package.json). */
export const webcrypto: Crypto = globalThis.crypto;
