import type { Choice, TaskThread } from '@kos/kernel'
import { seededRandom, type Thread } from '@kos/thread'

/** Draws which ready thread runs: each has as many tickets as its process. */
export function lottery(ticketsOf: (process: string) => number, seed: number): Choice {
  const random = seededRandom(seed)
  const tickets = ({ owner }: Thread): number => ticketsOf((owner as TaskThread).task.name)
  return {
    choose(_count, first) {
      let all = 0
      for (let thread: Thread | null = first; thread !== null; thread = thread.next)
        all += tickets(thread)
      let drawn = random() % all
      let place = 0
      for (let thread: Thread | null = first; thread !== null; thread = thread.next) {
        drawn -= tickets(thread)
        if (drawn < 0) return place
        place++
      }
      return 0
    },
  }
}
