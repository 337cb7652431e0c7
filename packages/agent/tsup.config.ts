import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: ['src/index.ts', 'src/command.ts', 'src/openai.ts'],
  external: [/^#/, /^node:/],
});
