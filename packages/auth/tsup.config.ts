import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: [
    'src/index.ts',
    'src/errors.ts',
    'src/authenticators.ts',
    'src/signing.ts',
    'src/jwt.ts',
    'src/webcrypto.ts',
    'src/webcrypto.node.ts',
    'src/lateParts.ts',
    'src/lateParts.node.ts',
    'src/machine.ts',
    'src/machine.node.ts',
  ],
});
