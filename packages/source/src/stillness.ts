/** Tells whether a file has stood unchanged for a while: one that is still being written may look broken. */
export interface Stillness {
  isStill(name: string, id: string): boolean
}

/** Makes a memory of files seen; `least` ms must lie between two looks. */
export function createStillness(now: () => Date, least: number): Stillness {
  const seen = new Map<string, { readonly id: string; readonly at: number }>()
  return {
    isStill: (name, id) => {
      const at = now().getTime()
      const before = seen.get(name)
      if (before?.id !== id || at < before.at) seen.set(name, { id, at })
      else if (at - before.at >= least) return seen.delete(name)
      return false
    },
  }
}
