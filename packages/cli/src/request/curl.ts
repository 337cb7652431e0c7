import type { WireRequest } from '@mitosislabs/transport';

/** The variable that holds the key in place of the key itself. */
const KEY = '$MITOSIS_API_KEY';

/**
 * Returns a request as a command line for curl. The key is a variable of the shell, so that the line may be shared.
 *
 * @param isSigned - Whether the request is signed with an agent's key, which curl cannot do.
 */
export function curlCommand({ method, url, headers, body }: WireRequest, isSigned: boolean): string {
  const shown = Object.entries(headers)
    .filter(([name]) => name !== 'idempotency-key' && name !== 'user-agent' && name !== 'authorization')
    .map(([name, value]) =>
      quote(`${name}: ${/token|secret|key|cookie/i.test(name) ? '[redacted]' : value}`),
    );
  const authorization = isSigned ? ["'x-signature: [redacted]'"] : [`"authorization: Bearer ${KEY}"`];
  const words = [
    'curl',
    ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : ['-X', method]),
    quote(url),
    ...[...authorization, ...shown].flatMap((header) => ['-H', header]),
    ...(typeof body === 'string'
      ? ['--data-raw', quote(body)]
      : body === undefined
        ? []
        : ['--data-binary', '@-']),
  ];
  return words.join(' ');
}

/** Quotes a word for a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
