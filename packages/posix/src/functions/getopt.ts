// Options of a command line: `getopt` of unistd.h with its variables, `getsubopt` of stdlib.h.

import type { Family, Variables } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { OptionReader, type OptionMessage } from '../text/option-reader.ts'

/** The variables of `getopt`, which the threads of a process share. */
export interface GetoptVariables {
  /** The argument of the last option; null if it has none. */
  optarg: string | null
  /** The next argument to look at; 1 at first. 1 begins anew. */
  optind: number
  /** 0 lets `getopt` say nothing of wrong options. */
  opterr: number
  /** The last option that was wrong, as a character. */
  optopt: string
}

/** Functions for command lines. */
export interface GetoptApi {
  /**
   * The next option of a command line, as a character; -1 after the last one. `optstring` has the options,
   * with a colon after those that have an argument. `?`: an option that is none, or one without its
   * argument, which is `:` if `optstring` begins with a colon. Wrong options are told on the standard error
   * output, unless `opterr` is 0 or `optstring` begins with a colon.
   */
  readonly getopt: (argc: number, argv: readonly string[], optstring: string) => string | -1
}

const messages: Readonly<Record<OptionMessage, string>> = {
  unknown: 'illegal option',
  argument: 'option requires an argument',
}

function readerOf(thread: PosixThread): OptionReader {
  return thread.process.local(OptionReader, () => new OptionReader())
}

/** Command lines. */
export const getopt: Family<GetoptApi> = {
  getopt: (thread) => {
    const reader = readerOf(thread)
    return (argc, argv, optstring) => {
      const option = reader.next(argc, argv, optstring)
      const { message } = reader
      if (message !== null)
        thread.process.complain(thread, `${argv[0]}: ${messages[message]} -- ${reader.optopt}`)
      return option
    }
  },
}

const names = ['optarg', 'optind', 'opterr', 'optopt'] as const

/** The variables of `getopt`. */
export const getoptVariables: Variables<GetoptVariables> = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ names.map((name) => [
    name,
    {
      get: (thread: PosixThread) => readerOf(thread)[name],
      set: (thread: PosixThread, value: never) => void (readerOf(thread)[name] = value),
    },
  ]),
) as unknown as Variables<GetoptVariables>
