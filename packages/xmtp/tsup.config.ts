import { library } from '@mitosislabs/tooling/tsup';

export default library({ first: 'src/channel/XMTPChannel.ts' });
