// Reports mistakes of a policy, each of them once: what is checked against several methods would be
// reported for each of them.

import type { Diagnostics, SourceFile, Span } from '@kos/idl-compiler/text'

/** Errors and warnings of the check. */
export class CheckReport {
  readonly #diagnostics: Diagnostics
  readonly #seen: Set<string> = new Set()

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics
  }

  /** Reports an error, and answers null in place of what could not be checked. */
  error(source: SourceFile, span: Span, message: string, hint?: string, code?: string): null {
    if (this.#isNew(source, span, message))
      this.#diagnostics.error(source, span, message, hint, code)
    return null
  }

  warning(source: SourceFile, span: Span, message: string, hint?: string): void {
    if (this.#isNew(source, span, message)) this.#diagnostics.warning(source, span, message, hint)
  }

  #isNew({ path }: SourceFile, { start, end }: Span, message: string): boolean {
    const key = `${path}:${start}:${end}:${message}`
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    return true
  }
}
