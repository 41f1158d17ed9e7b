// Templates `init.yaml.in`. `@NAME@` is a variable, whose text is put in. What stands for parts of
// the solution becomes blanks, and is a list of what was asked for where: the part is added to the
// process when the file was read, so indentation does not matter.

import type { Diagnostics, SourceFile, Span } from '@kos/idl-compiler/text'
import { nearest } from '@kos/idl-compiler/text'
import type { PlaceMap } from './yaml-file.ts'
import type { SolutionCode } from './codes.ts'

/** A part of the solution that a template asks for. */
export interface TemplatePart {
  readonly kind: 'connections' | 'env' | 'external-entities'
  /** The name of the program that it is for; empty for external entities. */
  readonly program: string
  /** The place in the template. */
  readonly span: Span
  /** The place in the expanded text. */
  readonly at: number
}

/** A template with its variables put in. */
export interface ExpandedTemplate {
  readonly text: string
  readonly parts: readonly TemplatePart[]
  /** Where a place of `text` is in the template. */
  readonly placeOf: PlaceMap
}

/** A value that was put in. */
interface Edit {
  /** In the expanded text. */
  readonly start: number
  readonly end: number
  readonly span: Span
}

// A comment is passed over as a whole: nothing is expanded in it.
const marks = /(?<![^\s])#[^\r\n]*|@([A-Za-z_]\w*\+?)@/g
const connectionsMacro = /^INIT_(\w+)_ENTITY_CONNECTIONS\+?$/
const envMacro = /^INIT_(\w+)_ENTITY_ENV$/

/** Expands a template. A variable without a value is an error. */
export function expandInit(
  source: SourceFile,
  variables: Readonly<Record<string, string>>,
  diagnostics: Diagnostics,
): ExpandedTemplate {
  const parts: TemplatePart[] = []
  const edits: Edit[] = []
  let [text, done] = ['', 0]
  for (const { 0: whole, 1: name, index } of source.text.matchAll(marks)) {
    if (name === undefined) continue
    text += source.text.slice(done, index)
    done = index + whole.length
    const span = { start: index, end: done }
    const part = partOf(name, span, text.length)
    if (part !== null) parts.push(part)
    const value = part === null ? valueOf(name, variables) : ''
    if (value === null) report(name, span, source, variables, diagnostics)
    const start = text.length
    // Where a value is missing, its name keeps the line what it is.
    text += (value ?? name) || ' '.repeat(whole.length)
    edits.push({ start, end: text.length, span })
  }
  return { text: text + source.text.slice(done), parts, placeOf: placeMap(edits) }
}

function partOf(name: string, span: Span, at: number): TemplatePart | null {
  if (name === 'INIT_EXTERNAL_ENTITIES') return { kind: 'external-entities', program: '', span, at }
  const [connections, env] = [connectionsMacro.exec(name)?.[1], envMacro.exec(name)?.[1]]
  if (connections !== undefined) return { kind: 'connections', program: connections, span, at }
  return env === undefined ? null : { kind: 'env', program: env, span, at }
}

/** A value, on one line. */
function valueOf(name: string, variables: Readonly<Record<string, string>>): string | null {
  if (!Object.hasOwn(variables, name)) return null
  return (variables[name] as string).replaceAll(/\s*[\r\n]+\s*/g, ' ')
}

function report(
  name: string,
  span: Span,
  source: SourceFile,
  variables: Readonly<Record<string, string>>,
  diagnostics: Diagnostics,
): void {
  const meant = nearest(name, [...Object.keys(variables), 'INIT_EXTERNAL_ENTITIES'])
  const hint =
    meant === null
      ? `give it a value by "variables": { "${name}": ... } of kos.json; kos itself knows ` +
        '@INIT_<Program>_ENTITY_CONNECTIONS@, @INIT_<Program>_ENTITY_ENV@, @INIT_EXTERNAL_ENTITIES@'
      : `did you mean @${meant}@?`
  const code: SolutionCode = 'unknown-macro'
  diagnostics.error(source, span, `there is no variable ${name}`, hint, code)
}

// What is inside of a value is at its variable.
function placeMap(edits: readonly Edit[]): PlaceMap {
  const back = (at: number, side: 'start' | 'end'): number => {
    const edit = edits.findLast(({ start }) => start < at || (side === 'start' && start === at))
    if (edit === undefined) return at
    return at < edit.end ? edit.span[side] : at - edit.end + edit.span.end
  }
  return ({ start, end }) => ({ start: back(start, 'start'), end: back(end, 'end') })
}
