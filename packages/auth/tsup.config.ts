import { library } from '../../tsup.base.ts';

export default library({
  entry: [
    'src/index.ts',
    'src/errors.ts',
    'src/signing.ts',
    'src/jwt.ts',
    'src/webcrypto.ts',
    'src/webcrypto.node.ts',
  ],
});
