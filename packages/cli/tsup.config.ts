import { library } from '@mitosislabs/tooling/tsup';

// The declarations. The code is bundled by `build/build.js`.
export default library({ platform: 'node', dts: { only: true } });
