/** Returns a function that checks whether a text contains `wanted`. Takes linear time. */
export function finderOf(wanted: string): (text: string) => boolean {
  // The runtime's own search is faster, but takes the product of both lengths in the worst case.
  if (wanted.length <= 32) return (text) => text.includes(wanted);
  // Knuth, Morris and Pratt: how much of `wanted` still fits after a mismatch.
  const fallback = new Int32Array(wanted.length);
  for (let index = 1, fit = 0; index < wanted.length; index++) {
    while (fit > 0 && wanted[index] !== wanted[fit]) fit = fallback[fit - 1] ?? 0;
    if (wanted[index] === wanted[fit]) fit++;
    fallback[index] = fit;
  }
  return (text) => {
    for (let index = 0, fit = 0; index < text.length; index++) {
      while (fit > 0 && text[index] !== wanted[fit]) fit = fallback[fit - 1] ?? 0;
      if (text[index] === wanted[fit]) fit++;
      if (fit === wanted.length) return true;
    }
    return false;
  };
}
