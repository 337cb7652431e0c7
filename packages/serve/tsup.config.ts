import { library } from '@mitosislabs/tooling/tsup';

export default library({ platform: 'node' });
