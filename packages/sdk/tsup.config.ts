import { library } from '@mitosislabs/tooling/tsup';

export default library({ entry: ['src/index.ts', 'src/local.ts', 'src/local.node.ts'], platform: 'node' });
