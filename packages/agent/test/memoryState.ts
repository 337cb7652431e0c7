import type { AgentState } from '../src/state/AgentState.ts';

/** The rules that a store can break. */
export type Fault =
  | 'forgets fences'
  | 'saves for any lease'
  | 'saves in any order'
  | 'gives agents twice'
  | 'keeps the dead'
  | 'lets the dead claim'
  | 'forgets notes'
  | 'forgets who came back'
  | 'releases anything'
  | 'does not release'
  | 'does not leave'
  | 'loses texts';

/** A store in memory, for processes that are one. It breaks a rule if asked to. */
export function memoryState(fault?: Fault): AgentState {
  const processes = new Map<string, { note: string; till: number }>();
  const leases = new Map<string, { process: string; fence: number }>();
  const texts = new Map<string, { text: string; fence: number; revision: number }>();
  const isAlive = (id: string) =>
    (processes.get(id)?.till ?? 0) > performance.now() || fault === 'keeps the dead';
  return {
    async beat(id, note, ttlMs) {
      if (fault === 'forgets who came back' && !isAlive(id)) {
        for (const lease of leases.values()) if (lease.process === id) lease.process = '';
      }
      processes.set(id, { note: fault === 'forgets notes' ? '' : note, till: performance.now() + ttlMs });
      const living = [...processes].filter(([each]) => (processes.get(each)?.till ?? 0) > performance.now());
      return {
        processes: living.map(([each, { note: text }]) => ({ id: each, note: text })),
        leases: [...leases].flatMap(([agent, lease]) => (lease.process === '' ? [] : [{ agent, ...lease }])),
      };
    },
    async claim(process, agents) {
      if (fault !== 'lets the dead claim' && !isAlive(process)) return [];
      return agents.flatMap((agent) => {
        const last = leases.get(agent);
        const isTaken = last && last.process !== '' && isAlive(last.process);
        if (isTaken && fault !== 'gives agents twice') return [];
        const fence = fault === 'forgets fences' ? 1 : (last?.fence ?? 0) + 1;
        leases.set(agent, { process, fence });
        return [{ agent, process, fence }];
      });
    },
    async release(given) {
      if (fault === 'does not release') return;
      for (const { agent, process, fence } of given) {
        const lease = leases.get(agent);
        if (!lease) continue;
        if ((lease.process === process && lease.fence === fence) || fault === 'releases anything')
          lease.process = '';
      }
    },
    async leave(process) {
      if (fault === 'does not leave') return;
      processes.delete(process);
      for (const lease of leases.values()) if (lease.process === process) lease.process = '';
    },
    load: async ({ agent }) => (fault === 'loses texts' ? undefined : texts.get(agent)?.text),
    async save({ agent, process, fence }, text, revision) {
      const lease = leases.get(agent);
      const isHeld = lease?.process === process && lease.fence === fence;
      if (!isHeld && fault !== 'saves for any lease') return false;
      const last = texts.get(agent);
      if (last?.fence === fence && last.revision > revision && fault !== 'saves in any order') return false;
      texts.set(agent, { text, fence, revision });
      return true;
    },
  };
}
