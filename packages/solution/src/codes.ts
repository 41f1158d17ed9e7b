// The codes of diagnostics of folders, each with a sentence about it: for `kos explain`.

/** What is known of the diagnostics with one code. */
export interface CodeExplanation {
  /** One sentence. */
  readonly meaning: string
  /** What to do about it. */
  readonly remedy: string
}

/** The codes of the diagnostics of `describeSolution` and `loadSolution`. */
export const solutionCodes: Readonly<Record<string, CodeExplanation>> = {}
