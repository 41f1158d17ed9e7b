// Random programs for schedulers: what they can do, and how fast-check makes them. Everything a
// thread does is one step of a list; what it names (threads, queues, programs) is taken modulo what
// there is, so that every list is a program.

import * as fc from 'fast-check'

export type Step =
  | { readonly kind: 'yield' | 'suspend' | 'exit' | 'compute' }
  | { readonly kind: 'sleep'; readonly delay: number }
  | { readonly kind: 'park'; readonly queue: number; readonly timeout: number }
  | { readonly kind: 'wake' | 'wakeAll'; readonly queue: number }
  | { readonly kind: 'spawn'; readonly program: number }
  | { readonly kind: 'terminate'; readonly target: number }
  | { readonly kind: 'join'; readonly target: number; readonly timeout: number }
  | { readonly kind: 'priority'; readonly target: number; readonly priority: number }

export interface Program {
  readonly priority: number
  readonly steps: readonly Step[]
}

export const queueCount = 3
export const mostThreads = 12
/** The code that those get who still wait when nothing else can happen. */
export const rescueCode = -77
export const never = 0xffffffff

const priority = fc.nat(3)
const queue = fc.nat(queueCount - 1)
const target = fc.nat(mostThreads)
const timeout = fc.oneof(fc.constant(never), fc.nat(5))

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('yield' as const, 'compute' as const) }),
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('suspend' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('exit' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sleep' as const), delay: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('park' as const), queue, timeout }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('wake' as const, 'wakeAll' as const), queue }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('spawn' as const), program: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('terminate' as const), target }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), target, timeout }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('priority' as const), target, priority }) },
)

/** Programs; the first is started. */
export const programs: fc.Arbitrary<readonly Program[]> = fc.array(
  fc.record({ priority, steps: fc.array(step, { maxLength: 10 }) }),
  { minLength: 1, maxLength: 5 },
)
