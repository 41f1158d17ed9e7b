// Ready-made choices among equal ready threads, for repeatable variety: equal seeds give equal
// schedules.

import { seededRandom } from './random.ts'
import type { Choice } from './ready-queues.ts'

/** Picks among equal ready threads at random. Nothing is preempted. */
export function seededChoice(seed: number): Choice {
  const random = seededRandom(seed)
  return { choose: (count) => random() % count }
}

/**
 * Picks at random and also takes over, one time in `oneIn`, after operations that could have
 * blocked: what an explorer of schedules needs, since an uncontended lock would hide a
 * check-then-act error.
 */
export function seededExploration(seed: number, oneIn: number = 4): Choice {
  const random = seededRandom(seed)
  return { choose: (count) => random() % count, preempt: () => random() % oneIn === 0 }
}
