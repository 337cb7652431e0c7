import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: [
    'src/index.ts',
    'src/errors.ts',
    'src/hosts.ts',
    'src/bodySource.ts',
    'src/abortableIterator.ts',
    'src/idempotencyKey.ts',
    'src/idempotencyKey.node.ts',
    'src/defaultWire.ts',
    'src/defaultWire.node.ts',
    'src/lateParts.ts',
    'src/lateParts.node.ts',
  ],
});
