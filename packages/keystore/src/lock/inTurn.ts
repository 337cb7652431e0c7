const tails = new Map<string, Promise<unknown>>();

/** Runs what this process does under one name one after the other, in the order in which it was asked to. */
export async function inTurn<T>(name: string, task: () => Promise<T>): Promise<T> {
  const turn = (tails.get(name) ?? Promise.resolve()).then(task);
  const tail = turn.catch(() => undefined);
  tails.set(name, tail);
  try {
    return await turn;
  } finally {
    if (tails.get(name) === tail) tails.delete(name);
  }
}
