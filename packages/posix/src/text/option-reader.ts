// Options of a command line by the rules of the standard (utility syntax guidelines): single
// letters, which may stand together behind one dash; arguments of options beside them or next.

/** What is wrong with an option. */
export type OptionMessage = 'unknown' | 'argument'

/** The state of `getopt`: its variables, and its place in a group of options. */
export class OptionReader {
  optarg: string | null = null
  optind = 1
  opterr = 1
  optopt = '?'
  /** What is to be said of the last option; null for nothing. */
  message: OptionMessage | null = null
  /** The place in the argument at `optind`; 0 at its begin. */
  #at = 0
  #argument = ''

  /** The next option, `?`, `:`, or -1 after the last one. */
  next(argc: number, argv: readonly string[], optstring: string): string | -1 {
    this.message = null
    this.optarg = null
    if (!Array.isArray(argv) || typeof optstring !== 'string') return -1
    const argument = this.optind < argc ? argv[this.optind] : undefined
    if (typeof argument !== 'string') return -1
    // Another command line, or `optind` was set: the place in the old argument means nothing.
    if (this.#argument !== argument) this.#at = 0
    if (this.#at === 0) {
      if (argument === '-' || !argument.startsWith('-')) return -1
      if (argument === '--') {
        this.optind++
        return -1
      }
      this.#argument = argument
      this.#at = 1
    }
    const option = argument[this.#at++] as string
    const place = option === ':' ? -1 : optstring.indexOf(option)
    const isLast = this.#at === argument.length
    if (place < 0 || optstring[place + 1] !== ':') {
      if (isLast) this.#nextArgument()
      return place < 0 ? this.#wrong('unknown', option, optstring) : option
    }
    return this.#withArgument(argc, argv, option, optstring, isLast)
  }

  #withArgument(
    argc: number,
    argv: readonly string[],
    option: string,
    optstring: string,
    isLast: boolean,
  ): string {
    const rest = this.#argument.slice(this.#at)
    this.#nextArgument()
    if (!isLast) {
      this.optarg = rest
      return option
    }
    const next = this.optind < argc ? argv[this.optind] : undefined
    this.optind++
    if (typeof next !== 'string') return this.#wrong('argument', option, optstring)
    this.optarg = next
    return option
  }

  #nextArgument(): void {
    this.optind++
    this.#at = 0
    this.#argument = ''
  }

  #wrong(message: OptionMessage, option: string, optstring: string): string {
    this.optopt = option
    const isQuiet = optstring.startsWith(':')
    if (!isQuiet && this.opterr !== 0) this.message = message
    return isQuiet && message === 'argument' ? ':' : '?'
  }
}
