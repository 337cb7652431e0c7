import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: [
    'src/index.ts',
    'src/contract.ts',
    'src/offices.ts',
    'src/employees.ts',
    'src/tasks.ts',
    'src/files.ts',
    'src/credits.ts',
    'src/xmtp.ts',
    'src/messages.ts',
  ],
});
