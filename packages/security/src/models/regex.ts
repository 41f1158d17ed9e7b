// The model Regex (topic `ssp_descr_security_models_regex`): texts and regular expressions.
//
// Patterns are those of RE2. Matching takes a time that is linear in the text, whatever pattern and
// text are, so no message can hold the monitor up. `CompiledPatterns` is the instance of an object:
// the patterns that it has met, compiled.

import { RE2JS } from 're2js'
import { maxCompiledPatterns } from '../limits.ts'
import { EvaluationError, type Model } from './model.ts'
import { booleanType, textType, type ValueType } from './type.ts'
import { nameOf } from './value.ts'

/** The argument of `match`. */
export interface MatchArgument {
  readonly text: string
  /** A pattern of RE2, which must match the whole text. */
  readonly pattern: string
}

/** What is wrong with a pattern, in words; undefined if nothing is. */
export function patternFault(pattern: string): string | undefined {
  const compiled = compile(pattern)
  return typeof compiled === 'string' ? compiled : undefined
}

/** The compiled pattern, or what is wrong with it. */
function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function readText(value: unknown): string {
  if (typeof value === 'string') return value
  throw new EvaluationError(`${nameOf(value)} is no text`)
}

class CompiledPatterns {
  readonly #patterns = new Map<string, RE2JS>()

  /** Whether the pattern matches all of the text. */
  matches(text: unknown, pattern: unknown): boolean {
    return this.#compile(readText(pattern)).matches(readText(text))
  }

  #compile(pattern: string): RE2JS {
    const known = this.#patterns.get(pattern)
    if (known !== undefined) return known
    const compiled = compile(pattern)
    if (typeof compiled === 'string')
      throw new EvaluationError(`${nameOf(pattern)} is no regular expression: ${compiled}`)
    if (this.#patterns.size >= maxCompiledPatterns) this.#patterns.clear()
    this.#patterns.set(pattern, compiled)
    return compiled
  }
}

const matchType: ValueType = { kind: 'record', fields: { text: textType, pattern: textType } }
const selectType: ValueType = { kind: 'record', fields: { text: textType } }

/**
 * `re.match {text: ..., pattern: ...}`, and `re.select {text: ...}` for `choice` with patterns as
 * cases.
 */
export const regexModel: Model = {
  name: 'Regex',
  types: [],
  config: null,
  create: () => ({
    rules: {},
    expressions: {
      match: {
        parameter: matchType,
        result: booleanType,
        evaluate: ({ text, pattern }: MatchArgument, patterns: CompiledPatterns) =>
          patterns.matches(text, pattern),
      },
      select: {
        parameter: selectType,
        result: textType,
        evaluate: ({ text }: { readonly text: unknown }) => readText(text),
        selects: (text, pattern, patterns: CompiledPatterns) => patterns.matches(text, pattern),
      },
    },
    instantiate: () => new CompiledPatterns(),
  }),
}
