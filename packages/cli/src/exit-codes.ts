// What the command answers to the shell, in one place.

/** All is well. Ctrl-C of something that would go on for ever is the way to end it, and is so, too. */
export const exitOk = 0

/**
 * Something is wrong with the files, a test failed, `--check` found a difference, a process of a
 * solution failed, or a file could not be read or written.
 */
export const exitFailure = 1

/** The command line makes no sense. */
export const exitUsage = 2

/** The codes, as `kos --help` explains them. */
export const exitCodesHelp = `
Exit codes:
  0  all is well; also after Ctrl-C, unless a process had failed before
  1  files are wrong, a test or a process failed, or --check found a difference
  2  the command line makes no sense
`
