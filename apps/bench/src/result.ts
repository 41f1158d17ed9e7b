// What comes out of one comparison. The child process prints it as JSON and the parent, the table
// and the bars read it; so it is plain data. Absolute times are in it to be shown, and nothing
// judges them.
import type { ReferenceKind } from './case.ts'
import type { Spread } from './statistics.ts'

interface Named {
  readonly name: string
  readonly against: string
}

/** A ratio: ours divided by theirs, so less is better for us. */
export interface RatioResult extends Named {
  readonly kind: 'ratio'
  readonly reference: ReferenceKind
  readonly spread: Spread
  /** Which side's iterations await. */
  readonly awaits: { readonly ours: boolean; readonly theirs: boolean }
  /** Median ns per iteration. */
  readonly ns: { readonly ours: number; readonly theirs: number }
}

/** A weight in bytes per thing. */
export interface MemoryResult extends Named {
  readonly kind: 'memory'
  readonly spread: Spread
}

/** The longest wait of others, in ms. */
export interface PauseResult extends Named {
  readonly kind: 'pause'
  readonly spread: Spread
}

/** A comparison that gave no numbers, and why. */
export interface FailedResult extends Named {
  readonly kind: 'failed'
  readonly reason: string
}

/** What a comparison gave when it worked. */
export type Measured = RatioResult | MemoryResult | PauseResult

/** What a comparison gave. */
export type Result = Measured | FailedResult
