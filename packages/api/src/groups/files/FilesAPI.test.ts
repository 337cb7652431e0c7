import { runInNewContext } from 'node:vm';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FileData } from '../../contract/FileData.ts';
import { hostileNames, impossibleNames } from '../../testing/hostileNames.ts';
import { type RawServer, rawServer } from '../../testing/rawServer.ts';
import { FilesAPI } from './FilesAPI.ts';

/** Matches names that a form cannot carry unchanged. */
const unsendable = /%(22|0[ad])|[\r\n]|\0|^\uFEFF/i;
const BYTES = new Uint8Array([0, 1, 13, 10, 45, 45, 128, 255]);

let server: RawServer;
let files: FilesAPI;
beforeAll(async () => {
  server = await rawServer();
  server.answer = { status: 204 };
  files = new FilesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_example' }));
});
beforeEach(() => {
  server.seen.length = 0;
});
afterAll(() => server[Symbol.asyncDispose]());

/** The parts of the last form that came. */
async function parts(): Promise<[string, unknown][]> {
  const request = server.seen.at(-1);
  if (!request) throw new Error('nothing was sent');
  const form = await new Response(new Uint8Array(request.body), { headers: request.headers }).formData();
  return [...form];
}

describe('upload', () => {
  const whole = Uint8Array.from([9, 9, ...BYTES, 9]);
  test.each<[string, FileData]>([
    ['a Uint8Array', BYTES],
    ['a Buffer', Buffer.from(BYTES)],
    ['a part of a buffer', whole.subarray(2, 10)],
    ['an ArrayBuffer', BYTES.slice().buffer],
    ['a Blob', new Blob([BYTES])],
    ['a File', new File([BYTES], 'other-name.bin', { type: 'image/png' })],
    ['bytes of another realm', runInNewContext('Uint8Array').from(BYTES)],
    ['a buffer of another realm', runInNewContext('Uint8Array').from(BYTES).buffer],
  ])('default: sends %s byte for byte, as one file under its name', async (_, data) => {
    await files.upload('o', 'report.bin', data);
    const [[field, file] = [], ...more] = await parts();
    expect([field, more]).toEqual(['file', []]);
    if (!(file instanceof File)) throw new Error('no file');
    expect(file.name).toBe('report.bin');
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(BYTES);
  });

  test('behavior: sends an empty file', async () => {
    await files.upload('o', 'empty', new Uint8Array(0));
    const [[, file] = []] = await parts();
    expect(file instanceof File && file.size).toBe(0);
  });

  test('behavior: a hostile name adds no part or header and keeps the route', async () => {
    for (const name of hostileNames.filter((one) => !unsendable.test(one))) {
      await files.upload('o', name, BYTES);
      const request = server.seen.at(-1);
      expect(request?.target).toBe('/api/v1/offices/o/files');
      const text = request?.body.toString('latin1') ?? '';
      expect(text.match(/content-disposition/gi)).toHaveLength(1);
      expect(text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n')).toHaveLength(3);
      expect(await parts()).toHaveLength(1);
    }
  });

  test.each([...impossibleNames, ...hostileNames.filter((one) => unsendable.test(one)), '_changes'])(
    'error: refuses the name %j and sends nothing',
    async (name) => {
      await expect(files.upload('o', name as string, BYTES)).rejects.toMatchObject({
        code: 'invalid_argument',
        argument: 'filename',
      });
      expect(server.seen).toEqual([]);
    },
  );

  test.each([undefined, null, 'text', 5, {}, [1, 2], new Map(), Promise.resolve(BYTES)])(
    'error: refuses %s as content and sends nothing',
    async (data) => {
      const error: unknown = await files.upload('o', 'x', data as never).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'invalid_argument', argument: 'data' });
      expect(error).toHaveProperty('hint', expect.stringContaining('TextEncoder'));
      expect(server.seen).toEqual([]);
    },
  );
});

describe('download', () => {
  test('default: returns a response with the bytes', async () => {
    server.answer = { type: 'application/octet-stream', body: BYTES };
    const response = await files.download('o', 'report#1.txt');
    expect(server.seen.at(-1)?.target).toBe('/api/v1/offices/o/files/report%231.txt');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
    server.answer = { status: 204 };
  });
});
