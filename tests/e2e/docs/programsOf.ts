import { type Output, readOutputs } from './outputs.ts';
import type { Block, Hidden, Page } from './readPage.ts';

/** A block that is done in its turn: a shell block that runs, or a file that is written. */
export interface Step {
  readonly line: number;
  readonly shell?: { readonly code: string; readonly until?: string; readonly input?: string };
  readonly file?: { readonly name: string; readonly text: string };
}

/** Blocks of a page that share their names: one module. Its code stands on the lines that it has on the page. */
export interface Program {
  /** The line where it begins. */
  readonly line: number;
  /** The text that the compiler checks. */
  readonly source: string;
  /** The text that runs: with a call for each step. */
  readonly script: string;
  readonly steps: readonly Step[];
  /** The outputs that the page states. */
  readonly outputs: readonly Output[];
  /** Whether all of it is checked only. */
  readonly checkedOnly: boolean;
}

/** Languages that are TypeScript to a reader. */
const SCRIPT = new Set(['ts', 'js']);
/** The call that does a step, in a script. */
const CALL = 'await globalThis.step';

/**
 * Divides the code of a page into programs. A block that imports something begins one; blocks without imports continue
 * the program above them, and so does a block with `<!-- continues -->`. Shell blocks run in the program that they follow.
 */
export function programsOf({ blocks }: Page): Program[] {
  const programs: Draft[] = [];
  let current: Draft | undefined;
  const begin = (block: Block, checkedOnly: boolean): Draft => {
    const draft = new Draft(block.setup[0]?.line ?? block.line, checkedOnly);
    programs.push(draft);
    return draft;
  };
  for (const block of blocks) {
    if (block.file !== undefined) {
      current ??= begin(block, false);
      current.step({ line: block.line, file: { name: block.file, text: `${block.code}\n` } });
      // A file is a module by itself.
      if (SCRIPT.has(block.language) && /^(import|export)\b/m.test(block.code))
        begin(block, true).source(block);
    } else if (SCRIPT.has(block.language)) {
      const code = [...block.setup, block].map((part) => part.code).join('\n');
      const checkedOnly = block.notRun !== undefined;
      const isNew = /^import\b/m.test(code) && !block.continues;
      // JavaScript may import what is not installed here.
      if (checkedOnly && block.language === 'js') continue;
      if (checkedOnly) begin(block, true).source(block);
      else {
        if (isNew || !current) current = begin(block, false);
        current.source(block);
        current.script(block);
      }
    } else if (block.language === 'sh' && block.notRun === undefined) {
      current ??= begin(block, false);
      const code = [...block.setup, block, ...block.after].map((part) => part.code).join('\n');
      const { until, input } = block;
      const shell = { code, ...(until !== undefined && { until }), ...(input !== undefined && { input }) };
      current.step({ line: block.line, shell });
    }
  }
  return programs.map((draft) => draft.finish());
}

/** A program that grows. */
class Draft {
  readonly #sources: string[] = [];
  readonly #scripts: string[] = [];
  readonly #steps: Step[] = [];

  readonly #line: number;
  readonly #checkedOnly: boolean;

  constructor(line: number, checkedOnly: boolean) {
    this.#line = line;
    this.#checkedOnly = checkedOnly;
  }

  source({ setup, line, code, after }: Block): void {
    for (const part of [...setup, { line, code }, ...after]) put(this.#sources, part);
  }

  script({ setup, line, code, after }: Block): void {
    for (const part of [...setup, { line, code }, ...after]) put(this.#scripts, part);
  }

  step(step: Step): void {
    this.#steps.push(step);
    put(this.#scripts, { line: step.line, code: `${CALL}(${step.line});` });
  }

  finish(): Program {
    const text = (lines: readonly string[]) =>
      `${Array.from(lines, (one) => one ?? '').join('\n')}\nexport {};\n`;
    return {
      line: this.#line,
      checkedOnly: this.#checkedOnly,
      source: text(this.#sources),
      ...readOutputs(text(this.#scripts)),
      steps: this.#steps,
    };
  }
}

/** Puts code on its lines. */
function put(lines: string[], { line, code }: Hidden): void {
  for (const [index, one] of code.split('\n').entries()) lines[line - 1 + index] = one;
}
