// What a command runs in.

/** Where the command runs and what it writes to. */
export interface Terminal {
  /** The folder that paths count from. */
  readonly cwd: string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}
