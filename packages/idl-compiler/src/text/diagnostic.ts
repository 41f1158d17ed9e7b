// Diagnostics: errors and warnings in a file, as data and as text for people.
//
// A diagnostic holds a copy of the line it is about, so that showing it needs no file.

import type { SourceFile, Span } from './source.ts'

/** An error or a warning in a file. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** The path of the file as it was given. */
  readonly file: string
  /** From 1; 0 if it is about the file as a whole. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** UTF-16 units that are underlined; 0 for a place between two of them. */
  readonly length: number
  /** The line itself. */
  readonly text: string
  readonly message: string
  /** What to do about it, where that is clear. */
  readonly hint?: string
  /** The kind of error, for tools; left out where none needs to know. */
  readonly code?: string
}

/** Collects diagnostics. */
export class Diagnostics {
  readonly #list: Diagnostic[] = []
  #errorCount = 0

  /** Whether an error was reported. */
  get hasErrors(): boolean {
    return this.#errorCount > 0
  }

  /** How many errors were reported. */
  get errorCount(): number {
    return this.#errorCount
  }

  /** All that was reported: by file in the order of their first report, then by place. */
  get list(): readonly Diagnostic[] {
    const files = [...new Set(this.#list.map(({ file }) => file))]
    return this.#list.toSorted(
      (a, b) =>
        files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    )
  }

  error(source: SourceFile, span: Span, message: string, hint?: string, code?: string): void {
    this.#add('error', source, span, message, hint, code)
  }

  warning(source: SourceFile, span: Span, message: string, hint?: string, code?: string): void {
    this.#add('warning', source, span, message, hint, code)
  }

  /** Reports a file that was asked for and does not exist. */
  missing(file: string, code: string): void {
    this.#errorCount++
    this.#list.push(
      Object.freeze({
        severity: 'error',
        file,
        line: 0,
        column: 0,
        length: 0,
        text: '',
        message: 'there is no such file',
        code,
      }),
    )
  }

  #add(
    severity: Diagnostic['severity'],
    source: SourceFile,
    { start, end }: Span,
    message: string,
    hint?: string,
    code?: string,
  ): void {
    const { line, column } = source.position(start)
    const text = source.lineText(line)
    // A span of several lines is underlined up to the end of the first.
    const length = Math.max(0, Math.min(end - start, text.length - column + 1))
    const about = { severity, file: source.path, line, column, length, text, message }
    const diagnostic: { -readonly [K in keyof Diagnostic]: Diagnostic[K] } = about
    if (hint !== undefined) diagnostic.hint = hint
    if (code !== undefined) diagnostic.code = code
    if (severity === 'error') this.#errorCount++
    this.#list.push(Object.freeze(diagnostic))
  }
}

/** The parts of a diagnostic that may be shown in colours. */
export type DiagnosticPart = 'place' | 'error' | 'warning' | 'margin' | 'mark' | 'hint'

/**
 * A diagnostic as compilers show it: place, message, the line with carets under the span, and the
 * hint.
 *
 *     demo/Store.idl:4:9: error: there is no type UInt33
 *       4 |     Put(in UInt33 size);
 *         |            ^^^^^^
 *         = did you mean UInt32?
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  return paintDiagnostic(diagnostic, (text) => text)
}

/** The same, where `paint` puts colours around parts of it. */
export function paintDiagnostic(
  diagnostic: Diagnostic,
  paint: (text: string, part: DiagnosticPart) => string,
): string {
  const { severity, file, line, column, length, text, message, hint } = diagnostic
  const head = (place: string): string =>
    `${paint(`${place}:`, 'place')} ${paint(`${severity}:`, severity)} ${message}`
  if (line === 0) return head(file)
  const number = String(line)
  const margin = (label: string, sign: string): string =>
    paint(`  ${label.padStart(number.length)} ${sign}`, 'margin')
  // Tabs are kept, so that the carets are in the right column whatever the width of a tab.
  const before = text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
  const lines = [head(`${file}:${line}:${column}`), `${margin(number, '|')} ${text}`]
  lines.push(`${margin('', '|')} ${before}${paint('^'.repeat(Math.max(1, length)), 'mark')}`)
  if (hint !== undefined) lines.push(`${margin('', '=')} ${paint(hint, 'hint')}`)
  return lines.map((each) => each.trimEnd()).join('\n')
}
