// "Can I use this from a browser?" Yes, but for the keystore and the command line. Give a page only the key of its visitor: visitors can read all
// that a page contains. `show` is for a page, a Worker, Deno and Bun alike.
import { MitosisClient } from '@mitosislabs/sdk';

/** Lists the offices of a visitor. */
export async function show(endpoint: string, apiKey: string): Promise<string[]> {
  const mi = new MitosisClient({ endpoint, apiKey });
  try {
    return (await mi.offices.list()).map((office) => office.name);
  } finally {
    await mi.close();
  }
}
