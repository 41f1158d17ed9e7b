// Conditions of templates: `BOARD == "RPI4" and not DEBUG`. From weak to strong binding: `or`,
// `and`, `not`, then `==` and `!=`. Operands are variables, texts, numbers, `true` and `false`.
//
// A value is false if it is empty or one of the words by which CMake says so, such as OFF.

import { nearest, type Span } from '@kos/idl-compiler/text'

/** Reports an error at a place of the template. */
export type Report = (span: Span, message: string, hint?: string) => void

/** The hint for a name that no variable has. */
export function variableHint(name: string, variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables)
  const meant = nearest(name, names)
  if (meant !== null) return `did you mean ${meant}?`
  const how = `give it a value, for example --define ${name}=VALUE`
  return names.length === 0 ? how : `there are ${names.join(', ')}; ${how}`
}

/** The value of a condition; null after an error. `at` is its place in the template. */
export function evaluateCondition(
  text: string,
  at: number,
  variables: Readonly<Record<string, string>>,
  report: Report,
): boolean | null {
  return new ConditionReader(text, at, variables, report).run()
}

const word = /\s*(==|!=|[()]|"[^"]*"|'[^']*'|[\w.]+|$)/y
const falseWords: ReadonlySet<string> = /* @__PURE__ */ new Set(
  ',0,OFF,NO,FALSE,N,IGNORE,NOTFOUND'.split(','),
)
const maxParentheses = 64

class ConditionReader {
  readonly #text: string
  readonly #at: number
  readonly #variables: Readonly<Record<string, string>>
  readonly #report: Report
  #index = 0
  #next = ''
  #start = 0
  #hasFailed = false

  constructor(
    text: string,
    at: number,
    variables: Readonly<Record<string, string>>,
    report: Report,
  ) {
    this.#text = text
    this.#at = at
    this.#variables = variables
    this.#report = report
    this.#advance()
  }

  run(): boolean | null {
    const value = this.#or(0)
    if (this.#next !== '') this.#fail(`unexpected ${this.#next} in the condition`)
    return this.#hasFailed ? null : value
  }

  #or(depth: number): boolean {
    let value = this.#and(depth)
    while (this.#take('or')) value = this.#and(depth) || value
    return value
  }

  #and(depth: number): boolean {
    let value = this.#not(depth)
    while (this.#take('and')) value = this.#not(depth) && value
    return value
  }

  #not(depth: number): boolean {
    let isInverted = false
    while (this.#take('not')) isInverted = !isInverted
    return this.#comparison(depth) !== isInverted
  }

  #comparison(depth: number): boolean {
    if (this.#take('(')) return this.#parentheses(depth + 1)
    const left = this.#operand()
    if (this.#take('==')) return left === this.#operand()
    if (this.#take('!=')) return left !== this.#operand()
    return !falseWords.has(left.toUpperCase()) && !/-NOTFOUND$/i.test(left)
  }

  #parentheses(depth: number): boolean {
    if (depth > maxParentheses) this.#fail('the condition is nested too deep')
    const value = !this.#hasFailed && this.#or(depth)
    if (!this.#take(')')) this.#fail('expected ) in the condition')
    return value
  }

  /** The text of a literal or a variable. */
  #operand(): string {
    const [text, start] = [this.#next, this.#start]
    if (!/^["'\w]/.test(text)) {
      this.#fail('expected a variable or a text in the condition')
      return ''
    }
    this.#advance()
    if (/^["']/.test(text)) return text.slice(1, -1)
    if (/^\d/.test(text) || text === 'true' || text === 'false') return text
    if (Object.hasOwn(this.#variables, text)) return this.#variables[text] as string
    this.#start = start
    this.#fail(`there is no variable ${text}`, variableHint(text, this.#variables), text.length)
    return ''
  }

  #take(text: string): boolean {
    if (this.#hasFailed || this.#next !== text) return false
    this.#advance()
    return true
  }

  #advance(): void {
    word.lastIndex = this.#index
    const [whole, text] = word.exec(this.#text) ?? []
    if (whole === undefined || text === undefined) {
      this.#next = this.#text.slice(this.#index).trim().slice(0, 1)
      this.#start = this.#text.indexOf(this.#next, this.#index)
      return
    }
    this.#index += whole.length
    this.#next = text
    this.#start = this.#index - text.length
  }

  #fail(message: string, hint?: string, length: number = this.#next.length): void {
    const start = this.#at + this.#start
    if (!this.#hasFailed) this.#report({ start, end: start + length }, message, hint)
    this.#hasFailed = true
  }
}
