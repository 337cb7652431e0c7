/** What a value is, in words that give nothing of its content away. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return value === '' ? 'empty text' : 'text';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Array' ? 'a list' : tag === 'Object' ? 'an object' : `a ${tag}`;
}
