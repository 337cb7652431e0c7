import { expect, test } from 'vitest';
import { Redaction } from './Redaction.ts';
import { redactTarget } from './redactTarget.ts';

const target = (text: string) => new Redaction().target(text);

test.each([
  ['/a?token=hunter2', '/a?token=[redacted]'],
  ['/a?b=1&api%5Fkey=hunter2#c', '/a?b=1&api%5Fkey=[redacted]#c'],
  ['/a?b=1;access_token=hunter2;c', '/a?b=1;access_token=[redacted];c'],
  ['/a?X-Amz-Signature=hunter2', '/a?X-Amz-Signature=[redacted]'],
  ['/a?sig=hunter2&pass=hunter2&auth=hunter2', '/a?sig=[redacted]&pass=[redacted]&auth=[redacted]'],
  ['/cli-auth?code=hunter2&session_id=hunter2', '/cli-auth?code=[redacted]&session_id=[redacted]'],
  ['/a#token=hunter2', '/a#token=[redacted]'],
  ['/a?b?token=hunter2', '/a?b?token=[redacted]'],
  [`/a?q=${encodeURIComponent('{"password":"hunter2"}')}`, '/a?q=%7B%22password%22%3A%22[redacted]%22%7D'],
  [
    `/a?next=${encodeURIComponent('http://b/?token=hunter2')}`,
    '/a?next=http%3A%2F%2Fb%2F%3Ftoken%3D[redacted]',
  ],
  ['/keys/%6di_live_0123456789', '/keys/[redacted]'],
  ['http://ada:hunter2@127.0.0.1:80/a', 'http://[redacted]@127.0.0.1:80/a'],
  [
    '/a/key/b?title=Audit+Q1&x=%E4%B8%AD&total_tokens=3',
    '/a/key/b?title=Audit+Q1&x=%E4%B8%AD&total_tokens=3',
  ],
  ['/a?%E0%A4=x=y', '/a?%E0%A4=x=y'],
])('default: %s', (from, to) => {
  expect(target(from)).toBe(to);
});

test('behavior: collects the values that are secret by their names', () => {
  const found = new Set<string>();
  redactTarget('/a?password=hunter%32&b=c', (text) => text, found);
  expect([...found]).toEqual(['hunter2']);
});
