import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: [
    'src/index.ts',
    'src/feed.ts',
    'src/inbox.ts',
    'src/inbox.node.ts',
    'src/webcrypto.ts',
    'src/webcrypto.node.ts',
  ],
});
