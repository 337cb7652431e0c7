import { library } from '@mitosislabs/tooling/tsup';

export default library({
  platform: 'node',
  // Keeps the helpers of `await using` in the one file that needs them.
  treeshake: { moduleSideEffects: false },
});
