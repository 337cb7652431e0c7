/** No key or secret is longer. In bytes. */
export const LARGEST_SECRET = 64 * 1024;
