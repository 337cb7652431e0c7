/**
 * Terminal escapes, and control characters but for the tab: colors and movements (`ESC [`), links and titles (`ESC ]`), and
 * others.
 */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)|[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;

/** Splits a log into lines, without terminal escapes. */
export function readLog(text: string): string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(ESCAPES, ''));
}
