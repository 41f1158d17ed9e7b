// Templates of PSL files, such as `security.psl.in`: `@INIT_EXTERNAL_ENTITIES@` includes the EDL
// files of system programs, `@NAME@` and `{{ NAME }}` are variables, and `{% if ... %}` chooses
// lines.
//
// The expanded text has the lines of the template, so that diagnostics about it point into the
// template: what is left out becomes blanks, and what is put in stays on one line. In comments
// nothing is expanded.

import { Diagnostics, SourceFile, type Span } from '@kos/idl-compiler/text'
import { meantHint } from './name-hint.ts'
import { evaluateCondition, variableHint } from './template-condition.ts'

/** What a template is expanded with. */
export interface TemplateValues {
  /** The classes of the programs that `@INIT_EXTERNAL_ENTITIES@` stands for. */
  readonly externalEntities: readonly string[]
  /** The variables by name. */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Expands a template. Errors (an unknown variable, an `if` without its `endif`) are added to
 * `diagnostics`; what they are about becomes blanks.
 */
export function expandTemplate(
  path: string,
  text: string,
  values: TemplateValues,
  diagnostics: Diagnostics = new Diagnostics(),
): string {
  return new TemplateExpander(new SourceFile(path, text), values, diagnostics).run()
}

/** An `if` whose `endif` has not come yet. */
interface OpenIf extends Span {
  /** Whether the lines around it are kept. */
  readonly isOuterKept: boolean
  /** Whether a branch was chosen already. */
  isDecided: boolean
  hasElse: boolean
}

// What is not plain text begins so. A text in quotes hides comments.
const mark = /\/\/[^\r\n]*|\/\*|\{%|\{\{|@[A-Za-z_]\w*@|"[^"\r\n]*"|'[^'\r\n]*'/g
const variables = /@([A-Za-z_]\w*)@|\{\{\s*([A-Za-z_]\w*)\s*\}\}/g
const tag = /^(-?\s*)(\w*)([\s\S]*?)-?$/

class TemplateExpander {
  readonly #source: SourceFile
  readonly #values: TemplateValues
  readonly #diagnostics: Diagnostics
  readonly #output: string[] = []
  readonly #open: OpenIf[] = []
  /** Whether text is kept here; if not, it becomes blanks. */
  #isKept = true

  constructor(source: SourceFile, values: TemplateValues, diagnostics: Diagnostics) {
    this.#source = source
    this.#values = values
    this.#diagnostics = diagnostics
  }

  run(): string {
    const { text } = this.#source
    const marks = new RegExp(mark)
    let at = 0
    for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
      this.#put(text.slice(at, found.index))
      at = this.#expand(found[0], found.index)
      marks.lastIndex = at
    }
    this.#put(text.slice(at))
    for (const each of this.#open) this.#error(each, 'this if has no endif', 'add {% endif %}')
    return this.#output.join('')
  }

  /** Expands what begins at `start`; where it ends. */
  #expand(found: string, start: number): number {
    if (found === '/*') return this.#comment(start)
    if (found === '{%' || found === '{{') return this.#braces(found, start)
    if (found.startsWith('//')) this.#put(found)
    else this.#put(this.#substitute(found, start))
    return start + found.length
  }

  #comment(start: number): number {
    const { text } = this.#source
    const end = text.indexOf('*/', start + 2)
    const behind = end === -1 ? text.length : end + 2
    this.#put(text.slice(start, behind))
    return behind
  }

  #braces(open: string, start: number): number {
    const { text } = this.#source
    const close = open === '{%' ? '%}' : '}}'
    const end = text.indexOf(close, start + 2)
    if (end === -1) {
      this.#error({ start, end: start + 2 }, `expected ${close} after ${open}`)
      this.#blank(text.slice(start))
      return text.length
    }
    const whole = text.slice(start, end + 2)
    if (open === '{%') this.#tag(whole.slice(2, -2), { start, end: end + 2 })
    else if (/^\{\{\s*\w+\s*\}\}$/.test(whole)) this.#put(this.#substitute(whole, start))
    else this.#error({ start, end: end + 2 }, 'expected the name of a variable')
    if (open === '{%') this.#blank(whole)
    return end + 2
  }

  /** The text with the values of its variables, where it is kept. */
  #substitute(text: string, start: number): string {
    if (!this.#isKept) return text
    return text.replace(variables, (whole: string, name?: string, other?: string, at?: number) =>
      this.#valueOf(name ?? other ?? '', { start: start + (at ?? 0), end: start + whole.length }),
    )
  }

  /** A value, on one line. */
  #valueOf(name: string, span: Span): string {
    const { externalEntities, variables } = this.#values
    if (name === 'INIT_EXTERNAL_ENTITIES')
      return externalEntities.map((each) => `use EDL ${each}`).join(' ')
    if (Object.hasOwn(variables, name))
      return (variables[name] as string).replace(/\s*[\r\n]+\s*/g, ' ')
    this.#error(span, `there is no variable ${name}`, variableHint(name, variables))
    return ''
  }

  #tag(inside: string, span: Span): void {
    const [, before = '', word = '', condition = ''] = tag.exec(inside) ?? []
    const at = span.start + '{%'.length + before.length + word.length
    const current = this.#open.at(-1)
    if (word === 'if') return this.#if(condition, at, span)
    if (word !== 'elif' && word !== 'else' && word !== 'endif')
      return this.#error(span, 'expected if, elif, else or endif', wordHint(word))
    if (current === undefined) return this.#error(span, `this ${word} has no if before it`)
    if (word === 'endif') {
      this.#open.pop()
      this.#isKept = current.isOuterKept
    } else this.#branch(current, word, condition, at, span)
  }

  #if(condition: string, at: number, span: Span): void {
    const open = { ...span, isOuterKept: this.#isKept, isDecided: false, hasElse: false }
    this.#open.push(open)
    this.#choose(open, condition, at)
  }

  #branch(open: OpenIf, word: string, condition: string, at: number, span: Span): void {
    if (open.hasElse) this.#error(span, `${word} comes after else`)
    if (word === 'elif') return this.#choose(open, condition, at)
    open.hasElse = true
    this.#isKept = open.isOuterKept && !open.isDecided
  }

  /** Keeps the branch of an `if` or `elif` if its condition is true and it is the first such. */
  #choose(open: OpenIf, condition: string, at: number): void {
    this.#isKept = false
    if (!open.isOuterKept || open.isDecided) return
    const { variables } = this.#values
    const value = evaluateCondition(condition, at, variables, (span, message, hint) =>
      this.#error(span, message, hint),
    )
    this.#isKept = value === true
    // After an error no branch is kept.
    open.isDecided = value !== false
  }

  #put(text: string): void {
    if (this.#isKept) this.#output.push(text)
    else this.#blank(text)
  }

  #blank(text: string): void {
    this.#output.push(text.replace(/[^\r\n]+/g, (line) => ' '.repeat(line.length)))
  }

  #error(span: Span, message: string, hint?: string): void {
    this.#diagnostics.error(this.#source, span, message, hint)
  }
}

function wordHint(word: string): string | undefined {
  return meantHint(word, ['if', 'elif', 'else', 'endif'])
}
