// Documented functions and values of libkos: signature and documentation, as its declarations have
// them.
//
// Read from the declaration files beside the running copy, so that nothing is written twice. They
// are found by their form: a doc comment, then a name.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownModule, packageOf } from '../own-modules.ts'
import type { ThingExplanation } from './explanation.ts'

/** What a declaration file says of one name. */
interface Declaration {
  readonly name: string
  readonly signature: string
  /** Paragraphs. */
  readonly doc: readonly string[]
  /** The header that it is in, as `coresrv/handle/handle_api`. */
  readonly header: string
}

/** Names of all documented functions. */
export function functionNames(): readonly string[] {
  return [...new Set(declarations().map(({ name }) => name))]
}

/** The function or value `thing`; null if there is none of that name. */
export function explainFunction(thing: string): ThingExplanation | null {
  const found = declarations().find(({ name }) => name === thing)
  if (found === undefined) return null
  const topic = /\(?(?:[\d.]+, )?topic\s+`([\w.]+)`/.exec(found.doc.join(' '))?.[1]
  const where = topic === undefined ? '' : `; documented in the topic ${topic}`
  return {
    kind: 'function',
    title: `${found.name}, of ${found.header}${where}`,
    code: [found.signature],
    meaning: found.doc,
    advice: [],
  }
}

const folders = ['coresrv', 'kos', 'nk', 'rpc', 'runtime']

let read: readonly Declaration[] | null = null

function declarations(): readonly Declaration[] {
  read ??= folders.flatMap((folder) => filesIn(join(libkosFolder(), folder), folder))
  return read
}

function libkosFolder(): string {
  return join(packageOf(ownModule('@kos/libkos') as string), 'dist')
}

function filesIn(folder: string, header: string): readonly Declaration[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Declaration[] => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path, `${header}/${entry.name}`)
    if (!entry.name.endsWith('.d.ts')) return []
    return inFile(readFileSync(path, 'utf8'), `${header}/${entry.name.replace('.d.ts', '')}`)
  })
}

const declared =
  /^[ ]*\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:readonly|export declare (?:const|function)) (\w+)/gm

function inFile(text: string, header: string): readonly Declaration[] {
  return [...text.matchAll(declared)].map((match) => {
    const [whole, doc = '', name = ''] = match
    const rest = upToEnd(text, match.index + whole.length)
    return { name, signature: signatureOf(name, rest), doc: paragraphs(doc), header }
  })
}

/** The text from `start` to the semicolon that is in no brackets. */
function upToEnd(text: string, start: number): string {
  let depth = 0
  let end = start
  for (; end < text.length; end++) {
    const sign = text[end] as string
    if ('({['.includes(sign)) depth++
    else if (')}]'.includes(sign)) depth--
    else if (sign === ';' && depth === 0) break
  }
  return text.slice(start, end)
}

function signatureOf(name: string, rest: string): string {
  const flat = rest.replaceAll(/\s+/g, ' ').replaceAll('readonly ', '')
  return `${name}${flat.replace(/^: \(([^)]*)\) => /, '($1): ')}`
}

function paragraphs(doc: string): readonly string[] {
  const text = doc.replaceAll(/^\s*\* ?/gm, '').trim()
  return text.split(/\n\s*\n/).map((part) => part.replaceAll(/\s+/g, ' '))
}
