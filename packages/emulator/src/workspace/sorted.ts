/** How many lines are sorted at a time. */
const RUN = 4096;

/** Sorts by code units, and lets others work in between. */
export async function sorted(lines: readonly string[], pace: () => Promise<void>): Promise<string[]> {
  let runs: string[][] = [];
  for (let at = 0; at < lines.length; at += RUN) {
    await pace();
    runs.push(lines.slice(at, at + RUN).sort());
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], pace));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(a: string[], b: string[], pace: () => Promise<void>): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (all.length % 1024 === 0) await pace();
    const [one, other] = [a[i], b[j]];
    if (other === undefined || (one !== undefined && one <= other)) {
      all.push(one ?? '');
      i++;
    } else {
      all.push(other);
      j++;
    }
  }
  return all;
}
