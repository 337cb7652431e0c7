import * as api from '@mitosislabs/api';
import * as auth from '@mitosislabs/auth';
import * as keystore from '@mitosislabs/keystore';
import * as transport from '@mitosislabs/transport';
import * as xmtp from '@mitosislabs/xmtp';
import { expect, test } from 'vitest';
import * as sdk from './index.ts';

test('behavior: exports everything of the other packages, and three names of its own', () => {
  const others = [api, auth, keystore, transport, xmtp].flatMap((module) => Object.keys(module));
  // Code that only a command line needs stays there.
  const names = [...new Set(others)].filter((name) => !['redact'].includes(name));
  expect(Object.keys(sdk).sort()).toEqual(
    [...names, 'MitosisClient', 'NodeFilesAPI', 'OS1AdminClient'].sort(),
  );
});
