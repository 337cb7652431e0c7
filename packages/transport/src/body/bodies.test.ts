import { createReadStream } from 'node:fs';
import { PassThrough, Readable, Writable } from 'node:stream';
import { createContext, runInContext } from 'node:vm';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import NPMFormData from 'form-data';
import { File as PackageFile, FormData as PackageFormData } from 'formdata-node';
import { Blob as NodeFetchBlob, Response as NodeFetchResponse } from 'node-fetch';
import { FormData as UndiciFormData, Response as UndiciResponse } from 'undici';
import { File as Undici5File, FormData as Undici5FormData } from 'undici5';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { wires } from '../testing/wires.ts';
import { encodeBody } from './encodeBody.ts';

const TEXT = 'grüezi\r\n';
const LIST = [1];
const BYTES = new TextEncoder().encode(TEXT);
/** Another realm, with the globals of this one. */
const realm = createContext({ TextEncoder, URLSearchParams });
const elsewhere = (source: string): unknown => runInContext(source, realm);

let server: TestServer;
beforeAll(async () => {
  server = await serve(async (request, response) => {
    const body = await bodyOf(request).catch(() => undefined);
    // A request that broke off gets no response.
    if (!body) return undefined;
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('multipart/')) return response.end(JSON.stringify({ type, text: body.toString() }));
    const form = await new Response(body as BodyInit, { headers: { 'content-type': type } }).formData();
    const fields: unknown[] = [];
    for (const [name, value] of form.entries()) {
      fields.push(
        typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
      );
    }
    return response.end(JSON.stringify(fields));
  });
});
afterAll(() => server.close());

async function* generator(): AsyncGenerator<Uint8Array, void, undefined> {
  yield BYTES;
}
const detached = (): Uint8Array => {
  const bytes = BYTES.slice();
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};
function resizable(): Uint8Array {
  const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;
  const bytes = new Uint8Array(new Resizable(BYTES.length, { maxByteLength: 100 }));
  bytes.set(BYTES);
  return bytes;
}
function shared(): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(BYTES.length));
  bytes.set(BYTES);
  return bytes;
}
const consumed = Readable.from([BYTES]);
for await (const _ of consumed);
const usedResponse = new Response('x');
await usedResponse.text();
const disturbed = new Response('x').body as ReadableStream;
const once = disturbed.getReader();
while (!(await once.read()).done);
once.releaseLock();
const locked = (): ReadableStream => {
  const stream = new Response('x').body as ReadableStream;
  stream.getReader();
  return stream;
};
const circular = (): object => {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return { self };
};
const deep = (): unknown => {
  let list: unknown[] = [];
  for (let depth = 0; depth < 100_000; depth++) list = [list];
  return list;
};
class Point {
  readonly x = 1;
  readonly #y = 2;
  get y(): number {
    return this.#y;
  }
}
class Secret {
  readonly #value = 1;
  get value(): number {
    return this.#value;
  }
}
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

describe.each(wires)('%s', (_, wire) => {
  const transport = (): Transport => new Transport({ endpoint: server.url, wire: wire(), maxRetries: 0 });
  const post = (body: unknown): Promise<unknown> =>
    Promise.resolve(transport().request('POST', '/x', { body }));

  const octets = 'application/octet-stream';
  test.each<[string, () => unknown, string]>([
    ['bytes', () => BYTES, octets],
    ['a Buffer', () => Buffer.from(BYTES), octets],
    ['a view of signed numbers', () => new Int8Array(BYTES.slice().buffer), octets],
    ['a DataView', () => new DataView(BYTES.slice().buffer), octets],
    ['an ArrayBuffer', () => BYTES.slice().buffer, octets],
    ['a part of a buffer', () => new Uint8Array([0, ...BYTES, 0]).subarray(1, -1), octets],
    ['resizable memory', resizable, octets],
    ['shared memory', shared, octets],
    ['a SharedArrayBuffer', () => shared().buffer, octets],
    ['bytes of another realm', () => elsewhere(`new Uint8Array([${BYTES}])`), octets],
    ['a buffer of another realm', () => elsewhere(`new Uint8Array([${BYTES}]).buffer`), octets],
    ['a Blob', () => new Blob([BYTES]), octets],
    ['a typed Blob', () => new Blob([BYTES], { type: 'a/b' }), 'a/b'],
    ['a Blob of a package', () => new NodeFetchBlob([BYTES], { type: 'a/b' }), 'a/b'],
    ['a File of a package', () => new PackageFile([BYTES], 'a', { type: 'a/b' }), 'a/b'],
    ['a Response', () => new Response(BYTES, { headers: { 'content-type': 'a/b' } }), 'a/b'],
    ['a Response of undici', () => new UndiciResponse(BYTES, { headers: { 'content-type': 'a/b' } }), 'a/b'],
    [
      'a Response of node-fetch',
      () => new NodeFetchResponse(Readable.from([BYTES]), { headers: { 'content-type': 'a/b' } }),
      'a/b',
    ],
    ['a Request', () => new Request('http://a/', { method: 'POST', body: BYTES }), octets],
    ['a web stream', () => new Blob([BYTES]).stream(), octets],
    ['a stream of Node', () => Readable.from([BYTES]), octets],
    ['a duplex stream of Node', () => new PassThrough().end(BYTES), octets],
    ['an async generator', generator, octets],
    ['a stream that gives buffers', () => Readable.from([BYTES.slice().buffer]), octets],
  ])('behavior: sends %s unchanged', async (_name, body, type) => {
    expect(await post(body())).toEqual({ type, text: TEXT });
  });

  test('behavior: sends URLSearchParams as a form', async () => {
    const type = 'application/x-www-form-urlencoded;charset=UTF-8';
    expect(await post(new URLSearchParams({ a: 'ü&' }))).toEqual({ type, text: 'a=%C3%BC%26' });
  });

  test.each<[string, unknown, string]>([
    ['null', null, 'null'],
    ['zero', 0, '0'],
    ['false', false, 'false'],
    ['empty text', '', '""'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['a URL', { url: new URL('http://a/b') }, '{"url":"http://a/b"}'],
    ['boxed values', [Object(1), Object('a'), Object(false)], '[1,"a",false]'],
    ['an instance with fields', new Point(), '{"x":1}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a proxy', new Proxy({ a: [1] }, {}), '{"a":[1]}'],
    [
      'objects of another realm',
      elsewhere('({ a: [1, {}], d: new Date(0) })'),
      '{"a":[1,{}],"d":"1970-01-01T00:00:00.000Z"}',
    ],
    ['what knows its JSON', { toJSON: () => ({ a: 1 }) }, '{"a":1}'],
    ['a field that is undefined', { a: undefined, b: 1 }, '{"b":1}'],
    ['nothing in it', { a: {}, b: [] }, '{"a":{},"b":[]}'],
    ['the same twice', [LIST, LIST], '[[1],[1]]'],
  ])('behavior: encodes as JSON: %s', async (_name, body, text) => {
    expect(await post(body)).toEqual({ type: 'application/json', text });
  });

  test.each<[string, () => unknown]>([
    [
      'the global one',
      () => {
        const form = new FormData();
        form.append('file', new File([BYTES], 'ä "b".txt', { type: 'a/b' }));
        return form;
      },
    ],
    [
      'undici',
      () => {
        const form = new UndiciFormData();
        form.append('file', new File([BYTES], 'ä "b".txt', { type: 'a/b' }));
        return form;
      },
    ],
    [
      'undici 5',
      () => {
        const form = new Undici5FormData();
        form.append('file', new Undici5File([BYTES], 'ä "b".txt', { type: 'a/b' }));
        return form;
      },
    ],
    [
      'formdata-node',
      () => {
        const form = new PackageFormData();
        form.append('file', new PackageFile([BYTES], 'ä "b".txt', { type: 'a/b' }));
        return form;
      },
    ],
  ])('behavior: sends a form of %s', async (_name, make) => {
    const form = make() as FormData;
    form.append('text "a"\r\n', 'a\nb');
    form.append('text', 'ü');
    const expected = [
      ['file', 'ä "b".txt', 'a/b', TEXT],
      ['text "a"\r\n', 'a\r\nb'],
      ['text', 'ü'],
    ];
    expect(await post(form)).toEqual(expected);
    // A type without a boundary, as people like to set it, is completed.
    const headers = { 'Content-Type': 'multipart/form-data' };
    expect(await transport().request('POST', '/x', { body: form, headers })).toEqual(expected);
  });

  test('behavior: reads jsdom files with a FileReader', async () => {
    const text = 'read by a reader';
    vi.stubGlobal(
      'FileReader',
      class {
        result: unknown;
        onload = (): void => undefined;
        readAsArrayBuffer(): void {
          this.result = new TextEncoder().encode(text).buffer;
          setImmediate(() => this.onload());
        }
      },
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    const file = { size: text.length, type: 'a/b', name: 'a.txt', slice: () => file };
    expect(await post(file)).toEqual({ type: 'a/b', text });
    const form = {
      append: () => file,
      getAll: () => [],
      entries: () => [['file', file]],
      [Symbol.toStringTag]: 'FormData',
    };
    expect(await post(form)).toEqual([['file', 'a.txt', 'a/b', text]]);
  });

  test('behavior: sends a form of the package form-data once', async () => {
    const form = new NPMFormData();
    form.append('text', 'ü');
    form.append('file', Buffer.from(BYTES), { filename: 'a.txt', contentType: 'a/b' });
    form.append('stream', createReadStream(import.meta.filename), { filename: 'b.txt', contentType: 'a/b' });
    const [text, file, stream] = (await post(form)) as string[][];
    expect([text, file]).toEqual([
      ['text', 'ü'],
      ['file', 'a.txt', 'a/b', TEXT],
    ]);
    expect(stream?.[3]).toContain('of the package form-data, once');
    await expect(post(form)).rejects.toMatchObject({ code: 'invalid_argument', argument: 'body' });
    const measured = new NPMFormData();
    measured.append('text', 'ü');
    expect(await post(measured)).toEqual([['text', 'ü']]);
  });

  test.each<[string, () => unknown, string?]>([
    ['a function', () => () => 1],
    ['an async generator that was not called', () => generator],
    ['a symbol', () => Symbol('a')],
    ['a BigInt', () => 1n],
    ['a boxed BigInt', () => Object(1n)],
    ['a boxed symbol', () => Object(Symbol('a'))],
    ['NaN', () => Number.NaN],
    ['an infinite number inside', () => ({ a: [{ b: -Infinity }] }), 'body.a.0.b'],
    ['a boxed NaN', () => ({ a: Object(Number.NaN) }), 'body.a'],
    ['an invalid date', () => ({ a: new Date(Number.NaN) }), 'body.a'],
    ['a Map', () => new Map([['a', 1]])],
    ['a Map inside', () => ({ a: { b: new Map() } }), 'body.a.b'],
    ['a Set of another realm', () => elsewhere('new Set([1])')],
    ['a WeakMap', () => new WeakMap()],
    ['a promise', () => Promise.resolve(1)],
    ['a promise of another realm inside', () => ({ a: elsewhere('Promise.resolve(1)') }), 'body.a'],
    ['an Error', () => Object.assign(new Error('a'), { code: 1 })],
    ['an Error of another realm inside', () => [elsewhere('new TypeError("a")')], 'body.0'],
    ['a RegExp', () => /a/],
    ['a generator', () => [1][Symbol.iterator]()],
    ['Headers', () => new Headers({ a: 'b' })],
    ['a Response inside', () => ({ a: new Response('a') }), 'body.a'],
    ['a form inside', () => ({ a: new FormData() }), 'body.a'],
    ['a Blob inside', () => ({ a: new Blob(['a']) }), 'body.a'],
    ['bytes inside', () => ({ a: BYTES }), 'body.a'],
    ['a Buffer inside', () => ({ a: Buffer.from(BYTES) }), 'body.a'],
    ['a stream inside', () => ({ a: Readable.from([BYTES]) }), 'body.a'],
    ['a stream that can only be written to', () => new Writable()],
    ['a function inside', () => ({ a: () => 1 }), 'body.a'],
    ['a symbol inside', () => ({ a: Symbol('a') }), 'body.a'],
    ['undefined in a list', () => ({ a: [1, undefined] }), 'body.a.1'],
    ['an instance that shows nothing', () => ({ a: new Secret() }), 'body.a'],
    ['circles', circular],
    ['what is nested too deep', deep],
    ['a revoked proxy', revoked],
    ['a revoked proxy inside', () => ({ a: revoked() })],
    [
      'what cannot be looked at',
      () => ({
        get a() {
          throw new Error('no');
        },
      }),
    ],
    ['a JSON that is nothing', () => ({ toJSON: () => undefined })],
    ['a detached buffer', detached],
    ['a detached ArrayBuffer', () => detached().buffer],
    ['a Response that was read', () => usedResponse],
    ['a Response that failed', () => new Response('no', { status: 404 })],
    ['a Response of an error', () => Response.error()],
    ['a web stream that is being read', locked],
    ['a web stream that was read', () => disturbed],
    ['a stream of Node that was read', () => consumed],
    ['a stream of Node that was destroyed', () => new PassThrough().destroy()],
    ['a stream of Node with an encoding', () => Readable.from([BYTES]).setEncoding('utf8')],
    [
      'a form of React Native',
      () =>
        new ({
          FormData: class FormData {
            parts = [['a', 'b']];
            append(): void {}
          },
        }).FormData(),
    ],
    ['a form that cannot be read', () => ({ [Symbol.toStringTag]: 'FormData' })],
    ['a file with half of a surrogate pair in its name', () => formOf('a\ud800'), 'body.a'],
    ['a StreamBody without a type', () => ({ isReplayable: true, open: generator })],
    [
      'a StreamBody of no length',
      () => ({ contentType: 'a/b', isReplayable: true, open: generator, length: -1 }),
    ],
  ])('error: refuses %s and sends nothing', async (_name, make, argument = 'body') => {
    const before = server.seen.length;
    const refused = post(make());
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', argument });
    expect(server.seen.length).toBe(before);
  });

  test('error: names accepted types in the hint', async () => {
    await expect(post(new Map())).rejects.toMatchObject({
      hint: expect.stringContaining('Object.fromEntries'),
    });
    await expect(post(new Set())).rejects.toMatchObject({ hint: expect.stringContaining('[...set]') });
    await expect(post(Promise.resolve())).rejects.toMatchObject({ hint: expect.stringContaining('Await') });
    await expect(post({ a: BYTES })).rejects.toMatchObject({ hint: expect.stringContaining('base64') });
    await expect(post(detached())).rejects.toMatchObject({ hint: expect.stringContaining('copy') });
  });

  test('error: refuses a used one-shot body', async () => {
    const sources = [generator(), new Blob([BYTES]).stream(), Readable.from([BYTES]), new Response(BYTES)];
    for (const source of sources) {
      expect(await post(source)).toMatchObject({ text: TEXT });
      await expect(post(source)).rejects.toMatchObject({ code: 'invalid_argument', argument: 'body' });
    }
  });

  test('error: rejects a stream of values other than bytes', async () => {
    for (const chunk of ['text', { a: 1 }, 1]) {
      const refused = post(Readable.from([chunk]));
      await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', argument: 'body' });
    }
    const late = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield BYTES;
      yield detached();
    };
    await expect(post(late())).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

/** A form of a package that does not look at names. */
function formOf(filename: string): object {
  const nothing = (): undefined => undefined;
  const entries = (): unknown[] => [['a', Object.assign(new Blob(['a']), { name: filename })]];
  return { append: nothing, getAll: nothing, entries, [Symbol.toStringTag]: 'FormData' };
}

test('behavior: a literal of scalars is sent as JSON writes it, and one with a symbol is not taken for data', () => {
  for (const body of [
    '',
    'ü',
    0,
    -1.5,
    true,
    null,
    {},
    { a: 1, b: undefined, c: { d: null, e: { f: 'g' } } },
  ]) {
    expect(encodeBody(body).body).toBe(JSON.stringify(body));
  }
  const chunks = { *[Symbol.iterator]() {}, async *[Symbol.asyncIterator]() {} };
  expect(encodeBody(chunks)).toMatchObject({ contentType: 'application/octet-stream' });
  for (const part of [Number.NaN, new Map(), 1n, () => undefined, new Uint8Array(1)]) {
    expect(() => encodeBody({ a: { b: part } })).toThrow(expect.objectContaining({ argument: 'body.a.b' }));
  }
});
