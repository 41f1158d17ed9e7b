// Texts that C headers define, for `id: {var: NAME, include: header.h}` of init.yaml:
// `#define NAME "text"`, also by another macro, also in a header that the header includes.

import { basename, dirname, join } from 'node:path'
import { SourceFile } from '@kos/idl-compiler/text'
import type { FolderFiles } from './folder-files.ts'
import { maxFollowedFiles } from './limits.ts'
import { listed, nameHint } from './name-hint.ts'

/** The text of a macro, or why there is none. */
export type HeaderText =
  | { readonly text: string }
  | { readonly missing: string; readonly hint?: string }

interface Definition {
  readonly value: string
  readonly place: string
}

const define = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(?!\w|\()[ \t\f]*(.*)$/gm
const include = /^[ \t]*#[ \t]*include[ \t]*["<]([^">\r\n]+)[">]/gm
/** What stands for the end of a line that the next one continues: white space, and no line. */
const continuation = '\f'
// Loops over single characters need no stack: a text may be long.
const string = /^(?:"[^"\\]*(?:\\.[^"\\]*)*"\s*)+$/

/** Finds texts in the headers of a folder, and of the folders that it includes. */
export class HeaderTexts {
  readonly #files: FolderFiles
  readonly #roots: readonly string[]
  readonly #definitions: Map<string, ReadonlyMap<string, Definition>> = new Map()

  /** `roots` are absolute paths. */
  constructor(files: FolderFiles, roots: readonly string[]) {
    this.#files = files
    this.#roots = roots
  }

  /** The text of a macro of a header. */
  find(name: string, header: string): HeaderText {
    const path = this.#pathOf(header, null)
    if (path === null) {
      const folders = [this.#files.folder, ...this.#roots].map((root) => this.#files.shown(root))
      const hint = `looked for ${header} in ${listed(folders)}, and in the folders of the solution`
      return { missing: `there is no header ${header}`, hint }
    }
    const definitions = this.#definitionsIn(path)
    const shown = this.#files.shown(path)
    if (!definitions.has(name)) {
      const hint = nameHint(name, definitions.keys()) ?? `looked for #define ${name} "..."`
      return { missing: `${shown} does not define ${name}`, hint }
    }
    return textOf(name, definitions)
  }

  /** The path of a header: beside the one that includes it, in a root, or anywhere in the folder. */
  #pathOf(header: string, from: string | null): string | null {
    const beside = from === null ? [] : [dirname(from)]
    const paths = [...beside, this.#files.folder, ...this.#roots].map((root) => join(root, header))
    const near = paths.find((path) => this.#files.text(path) !== null)
    if (near !== undefined) return near
    const ending = `/${header.replace(/^\.\//, '')}`
    const name = basename(header)
    return this.#files.all.find((path) => basename(path) === name && path.endsWith(ending)) ?? null
  }

  #definitionsIn(path: string): ReadonlyMap<string, Definition> {
    const known = this.#definitions.get(path)
    if (known !== undefined) return known
    const found = new Map<string, Definition>()
    const paths = new Set([path])
    for (const each of paths) {
      const text = withoutComments(this.#files.text(each) ?? '')
      this.#addDefinitions(each, text, found)
      for (const [, header] of text.matchAll(include)) {
        const next = this.#pathOf(header as string, each)
        if (next !== null && paths.size < maxFollowedFiles) paths.add(next)
      }
    }
    this.#definitions.set(path, found)
    return found
  }

  #addDefinitions(path: string, text: string, found: Map<string, Definition>): void {
    const shown = this.#files.shown(path)
    const source = new SourceFile(shown, text)
    for (const { 1: name, 2: value, index } of text.matchAll(define)) {
      // A macro that is defined anew has its last value.
      const continued = text.slice(0, index).split(continuation).length - 1
      const place = `${shown}:${source.lineOf(index) + continued}`
      found.set(name as string, { value: (value as string).trim(), place })
    }
  }
}

function textOf(name: string, definitions: ReadonlyMap<string, Definition>): HeaderText {
  const seen = new Set<string>()
  for (let next = name; ;) {
    const definition = definitions.get(next) as Definition
    const { value, place } = definition
    if (string.test(value)) return { text: joined(value) }
    seen.add(next)
    if (!definitions.has(value) || seen.has(value)) {
      const what = value === '' ? 'empty' : value
      return { missing: `${name} is no text`, hint: `${place} defines it as ${what}` }
    }
    next = value
  }
}

/** `"a" "b"` is one text. */
function joined(value: string): string {
  const texts = value.match(/"[^"\\]*(?:\\.[^"\\]*)*"/g) ?? []
  return texts.map((each) => each.slice(1, -1).replaceAll(/\\(.)/g, '$1')).join('')
}

// Lines keep their numbers, and texts what looks like a comment.
function withoutComments(text: string): string {
  return text
    .replaceAll(/"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, (part) =>
      part.startsWith('"') ? part : part.replaceAll(/[^\r\n]/g, ' '),
    )
    .replaceAll(/\\\r?\n/g, continuation)
}
