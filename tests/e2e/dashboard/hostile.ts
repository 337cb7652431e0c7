/** Texts that break pages: markup, scripts, characters that cannot be seen, very long words. Each is marked by its key. */
export const HOSTILE = {
  markup: '<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>',
  attribute: `"' onfocus=globalThis.owned=1 autofocus x="`,
  link: 'javascript:globalThis.owned=1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text
  template: '{{constructor.constructor("globalThis.owned=1")()}}${globalThis.owned=1}',
  bidi: '\u202egpj.exe\u2066\u2067 right to left',
  invisible: 'zero\u200bwidth\u200d\u2060\ufeff\u00ad',
  controls: 'bell\u0007 escape\u001b[31m tab\tline\nnext\r\u0085\u2028',
  emoji: '👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 ﷽ Z̸̡͕̈́a̶̼͝l̷̘̈g̵̜̍o̷͎̚',
  proto: '__proto__',
  long: 'x'.repeat(10_240),
  wide: '\u{12031}\ufdfd'.repeat(200),
} as const;
