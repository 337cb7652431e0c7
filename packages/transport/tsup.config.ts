import { library } from '@mitosislabs/tooling/tsup';

export default library({ entry: ['src/index.ts', 'src/errors.ts', 'src/hosts.ts'] });
