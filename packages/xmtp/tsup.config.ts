import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: [
    'src/index.ts',
    'src/feed.ts',
    'src/inbox.ts',
    'src/inbox.node.ts',
    'src/webcrypto.ts',
    'src/webcrypto.node.ts',
    'src/lateInbox.node.ts',
    'src/lateParts.ts',
    'src/lateParts.node.ts',
  ],
});
