// Reports mistakes of a policy, each of them once: what is checked against several methods would be
// reported for each of them.

import { type Diagnostics, nearest, type SourceFile, type Span } from '@kos/idl-compiler/text'

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

/** `did you mean Put?`, or what there is, as a hint; undefined if there is nothing. */
export function hintOf(
  name: string,
  names: Iterable<string>,
  what: string = 'there are',
): string | undefined {
  const list = [...new Set(names)]
  const best = nearest(name, list)
  if (best !== null) return `did you mean ${best}?`
  if (list.length === 0) return undefined
  const shown = list.slice(0, maxListed)
  const rest = list.length - shown.length
  return `${what} ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

const maxListed = 8
