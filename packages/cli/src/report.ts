// What a command says: as text for people, or, with `--json`, as one JSON object for tools.

import { type Diagnostic, type DiagnosticPart, paintDiagnostic } from '@kos/idl-compiler'
import { formatSets, type TestReport } from '@kos/security/pal'
import type { ProgramTest } from './test/run-vitest.ts'
import { hasColours, printable, type Terminal } from './terminal.ts'

/** Takes what a command says. */
export interface Reporter {
  /** Whether it is for tools: then nobody else writes to standard output. */
  readonly isJson: boolean
  /** Says what is wrong with files. */
  diagnostics(list: readonly Diagnostic[]): void
  /** A file was written. */
  written(path: string): void
  /** A file is not as it should be, which `--check` found; `what` says how, for people. */
  stale(path: string, what: string): void
  /** The text that was asked for, in place of a file. */
  text(text: string): void
  /** The tests of a policy ran; people see a list of them, unless it is quiet. */
  tests(report: TestReport, isQuiet: boolean): void
  /** The tests of programs ran; people have seen what the runner of tests says. */
  programTests(tests: readonly ProgramTest[]): void
  /** What was asked about: as text for people, and as data for tools. */
  result(text: string, data: unknown): void
  /** How it ended, for people. */
  summary(text: string): void
  /** It could not be done at all. */
  failure(message: string): void
  /** The command writes objects itself, one a line: then there is none with all that is said. */
  streams(): void
  /** All is said. */
  end(): void
}

/** The reporter that the command line asks for. */
export function reporterOf(terminal: Terminal, isJson: boolean): Reporter {
  return isJson ? new JsonReporter(terminal) : new TextReporter(terminal)
}

/** Whether there are errors among diagnostics. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

/** `3 files`, `1 file`; nothing for none. */
export function counted(count: number, thing: string): string {
  return count === 0 ? '' : `${count} ${thing}${count === 1 ? '' : 's'}`
}

// More would be read by nobody.
const maxCodes = 3

class TextReporter implements Reporter {
  readonly isJson = false
  readonly #terminal: Terminal

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  // Each as compilers show it, then how many there were.
  diagnostics(list: readonly Diagnostic[]): void {
    if (list.length === 0) return
    const paint = hasColours(this.#terminal) ? coloured : plain
    for (const diagnostic of list)
      this.#terminal.err(`${paintDiagnostic(printed(diagnostic), paint)}\n\n`)
    const errors = list.filter(({ severity }) => severity === 'error').length
    const counts = [counted(errors, 'error'), counted(list.length - errors, 'warning')]
    this.#terminal.err(`${counts.filter((text) => text !== '').join(', ')}\n`)
    const codes = [...new Set(list.flatMap(({ code }) => code ?? []))]
    if (codes.length === 0) return
    const more = codes.slice(0, maxCodes).map((code) => `kos explain ${code}`)
    this.#terminal.err(`more about ${codes.length === 1 ? 'it' : 'them'}: ${more.join(', ')}\n`)
  }

  written(path: string): void {
    this.#terminal.out(`${printable(path)}\n`)
  }

  stale(path: string, what: string): void {
    this.#terminal.err(`${printable(`${path} ${what}`)}\n`)
  }

  text(text: string): void {
    this.#terminal.out(text)
  }

  tests(report: TestReport, isQuiet: boolean): void {
    if (!isQuiet && report.sets.length > 0) this.#terminal.out(`${formatSets(report)}\n\n`)
  }

  programTests(): void {}

  result(text: string): void {
    this.#terminal.out(text)
  }

  summary(text: string): void {
    this.#terminal.out(`${text}\n`)
  }

  failure(message: string): void {
    this.#terminal.err(`kos: ${printable(message)}\n`)
  }

  streams(): void {}

  end(): void {}
}

// It quotes lines of files, which may be anybody's.
function printed(diagnostic: Diagnostic): Diagnostic {
  const { file, text, message, hint } = diagnostic
  const plain = { file: printable(file), text: printable(text), message: printable(message) }
  return { ...diagnostic, ...plain, ...(hint === undefined ? {} : { hint: printable(hint) }) }
}

/** Writes one object: `{ diagnostics, written, stale, tests?, programTests?, text?, result?, failure? }`. */
class JsonReporter implements Reporter {
  readonly isJson = true
  readonly #terminal: Terminal
  #isStream = false
  readonly #said: {
    readonly diagnostics: Diagnostic[]
    readonly written: string[]
    readonly stale: string[]
    tests?: TestReport[]
    programTests?: ProgramTest[]
    text?: string
    result?: unknown
    failure?: string
  } = { diagnostics: [], written: [], stale: [] }

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  diagnostics(list: readonly Diagnostic[]): void {
    this.#said.diagnostics.push(...list)
  }

  written(path: string): void {
    this.#said.written.push(path)
  }

  stale(path: string): void {
    this.#said.stale.push(path)
  }

  text(text: string): void {
    this.#said.text = text
  }

  tests(report: TestReport): void {
    this.#said.tests ??= []
    this.#said.tests.push(report)
  }

  programTests(tests: readonly ProgramTest[]): void {
    this.#said.programTests ??= []
    this.#said.programTests.push(...tests)
  }

  result(_text: string, data: unknown): void {
    this.#said.result = data
  }

  summary(): void {}

  failure(message: string): void {
    this.#said.failure = message
  }

  streams(): void {
    this.#isStream = true
  }

  end(): void {
    if (!this.#isStream) this.#terminal.out(`${JSON.stringify(this.#said)}\n`)
  }
}

const codes: Readonly<Record<DiagnosticPart, string>> = {
  place: '1',
  error: '1;31',
  warning: '1;33',
  margin: '2',
  mark: '1;31',
  hint: '36',
}

function coloured(text: string, part: DiagnosticPart): string {
  return `\u001B[${codes[part]}m${text}\u001B[0m`
}

function plain(text: string): string {
  return text
}
