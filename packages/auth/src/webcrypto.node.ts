// Node 18 has no global `crypto`; here it is on every version of Node, and no global is touched.
import { webcrypto as nodeWebcrypto } from 'node:crypto';

/** The runtime's WebCrypto. */
export const webcrypto: Crypto = nodeWebcrypto;
