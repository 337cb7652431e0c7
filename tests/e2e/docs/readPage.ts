import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Slugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { root } from '../snippets.ts';

/** A block of code on a page, with the hidden comments around it. CONTRIBUTING.md explains the comments. */
export interface Block {
  /** The line of its first line of code. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** `<!-- setup: … -->`, `<!-- after: … -->`: code before and after it, with the line where each begins. */
  readonly setup: readonly Hidden[];
  readonly after: Hidden[];
  /** `<!-- not run: why -->`. */
  readonly notRun: string | undefined;
  /** `<!-- continues -->`: it goes on with the program above, although it imports something. */
  readonly continues: boolean;
  /** `<!-- file: name -->`: the name of the file that it is. */
  readonly file: string | undefined;
  /** `<!-- until: text -->`: the command goes on beside the rest of the page once it has printed this. */
  readonly until: string | undefined;
  /** `<!-- input: text -->`: what is typed. */
  readonly input: string | undefined;
}

/** Code in a comment. */
export interface Hidden {
  readonly line: number;
  readonly code: string;
}

/** A Markdown file: its code, its links and its anchors. */
export interface Page {
  readonly file: string;
  readonly blocks: readonly Block[];
  /** `<!-- needs: redis, postgres -->`. */
  readonly needs: readonly string[];
  readonly links: readonly { readonly line: number; readonly url: string }[];
  readonly anchors: ReadonlySet<string>;
  /** Comments that are no instruction, although they look like one. */
  readonly misread: readonly string[];
}

type Node = ReturnType<typeof fromMarkdown>['children'][number];

const INSTRUCTION =
  /^<!--\s*(setup|after|not run|continues|file|until|input|needs)\b(?::[ \t]*(\n?)([\s\S]*?))?\s*-->$/;

/** Reads a Markdown file of the repository. */
export function readPage(file: string): Page {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks: Block[] = [];
  const links: { line: number; url: string }[] = [];
  const anchors = new Set<string>();
  const misread: string[] = [];
  const slugger = new Slugger();
  const needs: string[] = [];
  let pending = noInstructions();

  const visit = (node: Node): void => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'code') {
      const language = node.lang ?? '';
      blocks.push({ line: line + 1, language, code: node.value, ...pending, after: [] });
      pending = noInstructions();
    } else if (node.type === 'html') readComment(node.value, line);
    else if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)));
    else if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      links.push({ line, url: node.url });
    if ('children' in node) for (const child of node.children) visit(child);
  };

  const readComment = (html: string, line: number): void => {
    for (const [, id = ''] of html.matchAll(/<a (?:name|id)="([^"]+)"/g)) anchors.add(id);
    for (const [, url = ''] of html.matchAll(/(?:href|src|srcset)="([^"]+)"/g)) links.push({ line, url });
    const [, name, feed = '', value = ''] = INSTRUCTION.exec(html) ?? [];
    const hidden = { line: line + feed.length, code: value };
    if (name === 'setup') pending.setup.push(hidden);
    else if (name === 'after') blocks.at(-1)?.after.push(hidden);
    else if (name === 'continues') pending.continues = true;
    else if (name === 'not run') pending.notRun = value;
    else if (name === 'file' || name === 'until' || name === 'input') pending[name] = value;
    else if (name === 'needs') needs.push(...value.split(/,\s*/));
    else if (/^<!--\s*(set-?up|not|run|skip|file|ignore|prelude)/i.test(html))
      misread.push(`${file}:${line}`);
  };

  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  for (const node of tree.children) visit(node);
  return { file, blocks, needs, links, anchors, misread };
}

function noInstructions() {
  return {
    setup: [] as Hidden[],
    notRun: undefined as string | undefined,
    continues: false,
    file: undefined as string | undefined,
    until: undefined as string | undefined,
    input: undefined as string | undefined,
  };
}

/** The text of a heading, as it becomes an anchor. */
function textOf(node: Node): string {
  if ('value' in node && node.type !== 'html') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}
