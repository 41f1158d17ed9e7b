// The files of a policy: the top file, and all that it and others include with `use`.
//
// Each file is read once, so files may include each other. Declarations come in the order in which
// they would stand in one file: what a file includes stands where it is included.

import { inFolder, missingFile, pathOfName, searchFolders } from '@kos/idl-compiler'
import { type Diagnostics, type NameNode, nearest, type SourceFile } from '@kos/idl-compiler/text'
import { initClass } from '../event.ts'
import { maxIncludes } from '../limits.ts'
import { modelFiles } from '../models/library.ts'
import { parsePsl } from './parse.ts'
import type { PolicyOptions } from './policy.ts'
import type { Declaration, PslFile, UsePsl } from './syntax.ts'
import { expandTemplate } from './templates.ts'

/** A declaration, and the file that it stands in. */
export interface PlacedDeclaration {
  readonly file: PslFile
  readonly node: Declaration
}

/** A class that a policy includes. */
export interface ClassUse {
  readonly name: NameNode
  /** The class whose EDL file it has. */
  readonly edl: NameNode
  readonly source: SourceFile
}

/** Reads the files of a policy. */
export class PolicyReader {
  readonly declarations: PlacedDeclaration[] = []
  readonly classes: ClassUse[] = []
  /** The files of models that are used. */
  readonly models: Set<string> = new Set()
  readonly #options: PolicyOptions
  readonly #diagnostics: Diagnostics
  readonly #roots: readonly string[]
  readonly #read: Set<string> = new Set()

  constructor(path: string, options: PolicyOptions, diagnostics: Diagnostics) {
    this.#options = options
    this.#diagnostics = diagnostics
    this.#roots = [...searchFolders(path, '', []).slice(0, 1), ...(options.roots ?? [])]
  }

  /** Reads the top file, and all others. */
  readAll(path: string): void {
    const text = this.#options.read(path)
    if (text === null) this.#diagnostics.missing(path, missingFile)
    else this.#add(path, text, 0)
  }

  /** `depth` is how many files include the file, one the other. */
  #add(path: string, text: string, depth: number): void {
    const key = this.#options.identity?.(path) ?? path
    if (this.#read.has(key)) return
    this.#read.add(key)
    const file = parsePsl(path, this.#expanded(path, text), this.#diagnostics)
    for (const node of file.declarations) {
      if (node.kind === 'use-psl') this.#use(node, file.source, depth + 1)
      else this.declarations.push({ file, node })
      if (node.kind === 'use-edl')
        this.classes.push({ name: node.name, edl: node.name, source: file.source })
      if (node.kind === 'task-class')
        this.classes.push({ name: node.name, edl: node.edl, source: file.source })
    }
  }

  #expanded(path: string, text: string): string {
    if (!path.endsWith('.in')) return text
    const { externalEntities = [], variables = {} } = this.#options
    return expandTemplate(path, text, { externalEntities, variables }, this.#diagnostics)
  }

  #use({ name }: UsePsl, source: SourceFile, depth: number): void {
    const { text } = name
    if (Object.hasOwn(modelFiles, text)) {
      this.models.add(text)
      return
    }
    if (depth > maxIncludes) {
      const message = `files include one another more than ${maxIncludes} deep`
      this.#diagnostics.error(source, name, message)
      return
    }
    const paths = searchFolders(source.path, '', this.#roots)
      .map((folder) => inFolder(folder, pathOfName(text, 'psl')))
      .flatMap((path) => [path, `${path}.in`])
    for (const path of paths) {
      const found = this.#options.read(path)
      if (found !== null) return this.#add(path, found, depth)
    }
    // Programs of the system have a file that says no more than that they are there.
    if (isSystemName(text)) this.classes.push({ name, edl: name, source })
    else this.#reportMissing(name, paths, source)
  }

  #reportMissing({ text, ...span }: NameNode, paths: readonly string[], source: SourceFile): void {
    const meant = text.startsWith('nk.') ? nearest(text, Object.keys(modelFiles)) : null
    const files = paths.filter((path) => !path.endsWith('.in'))
    const hint = meant === null ? `looked for ${files.join(', ')}` : `did you mean ${meant}._?`
    const message = `there is no file ${text}`
    this.#diagnostics.error(source, span, message, hint, missingFile)
  }
}

/** Whether a class is one of the system, whose files come with it. */
export function isSystemName(name: string): boolean {
  return name.startsWith('kl.') || name === initClass
}
