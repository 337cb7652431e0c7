import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { lazyRequires } from './lazyRequires.js';

const { dashboardModule } = await import(
  new URL('../../emulator/build/dashboardModule.ts', import.meta.url).href
);

/**
 * Bundles `mi` into CommonJS, which starts faster than ESM: `dist/run.cjs`, and a chunk for each part that loads on demand.
 * Everything is bundled from its sources, so the installed package needs no other. The keychain's native code stays outside.
 *
 * @returns {Promise<string[]>} the files that were bundled.
 */
export async function bundle() {
  const build = await rolldown({
    input: {
      run: 'src/run.ts',
      commandTable: 'src/dispatch/commandTable.ts',
      CommandEntry: 'src/dispatch/CommandEntry.ts',
    },
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    // All are optional: a command that needs one says how to install it.
    external: [
      '@napi-rs/keyring',
      '@mitosislabs/acp',
      '@mitosislabs/mcp',
      '@mitosislabs/mcp/install',
      '@mitosislabs/otel',
      '@mitosislabs/serve',
    ],
    resolve: {
      conditionNames: ['@mitosislabs/source', 'node', 'import', 'default'],
      // clipanion's ESM: the bundler can drop its unused parts.
      alias: {
        clipanion: 'clipanion/lib/advanced/index.mjs',
        // The emulator's database without a native package of 9 MB.
        libsql: fileURLToPath(new URL('../src/dev/Sqlite.ts', import.meta.url)),
      },
    },
    plugins: [withoutDefaultContext, withBuiltDashboard, withCompressedSecp256k1, lazyRequires()],
  });
  const { output } = await build.write({
    dir: 'dist',
    format: 'cjs',
    exports: 'named',
    // Removes whitespace, because Node parses the whole file. Keeps names for stack traces.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // Keeps shared code in few files: opening a file costs as much as reading 50 kB.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        // The code that every command needs.
        {
          name: 'runtime',
          test: /rolldown|clipanion|packages\/cli\/src\/(?:run|errors\/OutputError|dispatch\/(?:dispatch|parse|findCommand|loaders|commandTable|CommandEntry))\.(?:ts|json)$/,
        },
        // Measuring text is heavy, and needed only for a terminal that is narrower than the text.
        {
          name: 'text',
          test: /terminal\/(?:wrap|textWidth|characters)\.ts|string-width|get-east-asian-width|emoji-regex/,
          priority: 1,
        },
        {
          name: 'shared',
          test: /packages\/(?:cli|api\/src\/account|auth\/src\/(?:errors|machine))/,
          minShareCount: 8,
        },
        // Most commands only read the settings: they need no agents' keys, no encryption and no locks.
        {
          name: 'secrets',
          test: /packages\/(?:keystore\/src\/(?:keys\/(?!KeyFolders)|encryption|keychain)|auth\/src\/files\/(?:FolderLock|acquireLock|processToken|abandonedHolders))/,
          minShareCount: 2,
        },
        { name: 'keystore', test: /packages\/(?:keystore|auth\/src\/files)\//, minShareCount: 5 },
        // Most requests only read, and succeed.
        {
          name: 'uploads',
          test: /packages\/transport\/src\/(?:body\/(?!encodeBody|StreamBody)|node\/(?:NodeUpload|keepReadable|openTunnel)|wire\/kyWire|lateParts)/,
          minShareCount: 2,
        },
        {
          name: 'failures',
          test: /packages\/transport\/src\/(?:errors\/(?!OS1Error|subclasses)|redact\/redactCause|response\/responseToError|node\/proxyErrors|core\/(?:redirectTarget|openStream))/,
          minShareCount: 2,
        },
        {
          name: 'transport',
          // Not `contract.ts`: it imports the contracts of all groups, which import this chunk.
          test: /packages\/(?:transport\/|api\/src\/(?:runtime|contract)\/|auth\/src\/(?:async|authenticators)[/.])/,
          minShareCount: 8,
        },
      ],
    },
  });
  await build.close();
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/** clipanion opens the three standard streams when it is loaded, for a default that `mi` replaces. */
const withoutDefaultContext = {
  name: 'without-default-context',
  transform: {
    filter: { id: /clipanion.lib.advanced.Cli\.mjs$/ },
    handler(code) {
      const changed = code
        .replace(/^import .* from '\.\.\/platform';$/m, 'const getCaptureActivator = () => undefined;')
        .replace(/^Cli\.defaultContext = \{$.*?^\};$/ms, 'Cli.defaultContext = {};');
      if (/platform'|getDefaultColorDepth/.test(changed))
        throw new Error('clipanion has changed: see build/bundle.js');
      return changed;
    },
  },
};

/** The emulator's sources build the dashboard when the emulator starts: this does it now. */
const withBuiltDashboard = {
  name: 'with-built-dashboard',
  resolveId: { filter: { id: /^#dashboardAssets$/ }, handler: () => 'dashboardAssets.js' },
  load: { filter: { id: /^dashboardAssets\.js$/ }, handler: dashboardModule },
};

/** libauth has its WebAssembly as text, which is three times as long as the compressed file that this reads. */
const withCompressedSecp256k1 = {
  name: 'with-compressed-secp256k1',
  transform: {
    filter: { id: /libauth.build.lib.bin.secp256k1.secp256k1\.base64\.js$/ },
    handler(code) {
      const [, text] = /secp256k1Base64Bytes = '([^']+)'/.exec(code) ?? [];
      if (!text) throw new Error('@bitauth/libauth has changed: see build/bundle.js');
      const source = brotliCompressSync(Buffer.from(text, 'base64'));
      this.emitFile({ type: 'asset', fileName: 'secp256k1.wasm.br', source });
      return [
        "import { readFileSync } from 'node:fs';",
        "import { brotliDecompressSync } from 'node:zlib';",
        "const compressed = readFileSync(new URL('secp256k1.wasm.br', import.meta.url));",
        "export const secp256k1Base64Bytes = brotliDecompressSync(compressed).toString('base64');",
      ].join('\n');
    },
  },
};
