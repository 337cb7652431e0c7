import { library } from '@mitosislabs/tooling/tsup';

export default library({
  entry: ['src/index.ts', 'src/echo.ts', 'src/command.ts', 'src/openai.ts'],
  external: [/^#/, /^node:/],
});
