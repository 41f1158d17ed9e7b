// Pieces of TypeScript source: doc comments, indentation, keys, paths of imports.

import type { Expression } from '../syntax.ts'

/** Keeps linters away from generated code. */
export const noLint = '/* eslint-disable */'

/** A doc comment, or nothing. */
export function docLines(text: string, depth: number = 0): string[] {
  const safe = text.replaceAll('*/', '*\\/')
  const margin = '  '.repeat(depth)
  if (safe === '') return []
  if (!safe.includes('\n')) return [`${margin}/** ${safe} */`]
  return [
    `${margin}/**`,
    ...safe.split('\n').map((line) => `${margin} * ${line}`.trimEnd()),
    `${margin} */`,
  ]
}

/** The lines of `code`, each indented by the number of brackets that are open before it. */
export function indentCode(code: string, depth: number): string[] {
  let open = depth
  return code.split('\n').map((line) => {
    const { closing, change } = braces(line)
    const text = `${'  '.repeat(Math.max(0, open - closing))}${line}`.trimEnd()
    open += change
    return text
  })
}

/**
 * How many closing brackets a line begins with, and how many more it opens than it closes. Strings
 * do not count.
 */
function braces(line: string): { closing: number; change: number } {
  let [closing, change, quote] = [0, 0, '']
  for (let i = 0; i < line.length; i++) {
    const sign = line[i]!
    if (quote !== '') quote = sign === quote && line[i - 1] !== '\\' ? '' : quote
    else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '{' || sign === '(' || sign === '[') change++
    else if (sign === '}' || sign === ')' || sign === ']') {
      change--
      if (closing === i) closing++
    }
  }
  return { closing, change }
}

/** A name as a key of an object: quoted if it is dotted. */
export function keyText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`
}

/** A path from the folder of one file to another file, as imports have it. */
export function relativePath(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')]
  let same = 0
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same++
  const up = here.slice(same).map(() => '..')
  return [...(up.length > 0 ? up : ['.']), ...there.slice(same)].join('/')
}

/**
 * An integer: in the base that it was written in, if a literal alone was, else decimal. A bigint
 * has an `n` behind it.
 */
export function integerText(expression: Expression, value: bigint, isBigint: boolean): string {
  const isNegative = expression.kind === 'negation'
  const literal = isNegative ? expression.operand : expression
  const isWritten = literal.kind === 'literal' && /^0[xo]/i.test(literal.text)
  const digits = isWritten ? literal.text.replace(/^0O/, '0o').replace(/^0X/, '0x') : null
  const text = digits === null ? String(value) : `${isNegative ? '-' : ''}${digits}`
  return `${text}${isBigint ? 'n' : ''}`
}
