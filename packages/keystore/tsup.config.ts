import { library } from '@mitosislabs/tooling/tsup';

export default library({ entry: ['src/index.ts'], platform: 'node' });
