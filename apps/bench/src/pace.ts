// How long and how often to measure. The defaults are for judging; tests and a quick look take less
// through the command line.

/** How long and how often to measure. */
export interface Pace {
  /** Rounds per comparison; each measures both sides once. */
  readonly rounds: number
  /** How long one side runs in one round, in ms. */
  readonly roundMs: number
  /**
   * How long each side runs before the first round, in ms: long enough for the optimising compiler
   * to settle.
   */
  readonly warmUpMs: number
}

/**
 * Three to four seconds a comparison. Many short rounds hold stiller than few long ones: the
 * machine changes less within a round.
 */
export const defaultPace: Pace = { rounds: 51, roundMs: 10, warmUpMs: 300 }
