// The files of one folder, and of the folders it includes: their texts, each read once, and which
// of them declares which package, component or process.
//
// Paths are absolute here; those that people and diagnostics see are "shown" ones, from the current
// folder.

import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import type { FileKind } from '@kos/idl-compiler'
import { SourceFile } from '@kos/idl-compiler/text'

/** Folders that hold no sources: of packages, and of what tools make. */
const otherFolders: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'node_modules',
  'dist',
  'generated',
])

/** Codes of paths that lead nowhere, links to themselves among them. */
const none: ReadonlySet<string | undefined> = /* @__PURE__ */ new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
])

/** Files of a folder. */
export class FolderFiles {
  readonly folder: string
  readonly #cwd: string
  readonly #texts: Map<string, string | null> = new Map()
  /** By kind and name; null until somebody asks. */
  #declared: ReadonlyMap<string, string> | null = null
  #all: readonly string[] | null = null

  constructor(folder: string, cwd: string) {
    this.#cwd = resolve(cwd)
    this.folder = resolve(cwd, folder)
  }

  /** All files in it, by folder and name; not those of packages, tools and hidden folders. */
  get all(): readonly string[] {
    this.#all ??= filesIn(this.folder)
    return this.#all
  }

  /** The interface files in it, as they are shown. */
  get interfaces(): readonly string[] {
    return this.all.filter((path) => /\.(idl|cdl|edl)$/.test(path)).map((path) => this.shown(path))
  }

  /** The files that were read. */
  get inputs(): readonly string[] {
    return [...this.#texts].filter(([, text]) => text !== null).map(([path]) => path)
  }

  /** The text of a file; null if there is none. */
  text(path: string): string | null {
    const known = this.#texts.get(path)
    if (known !== undefined) return known
    const text = readText(path)
    this.#texts.set(path, text)
    return text
  }

  /** A file with places in its text; one that is not there is empty. */
  source(path: string): SourceFile {
    return new SourceFile(this.shown(path), this.text(path) ?? '')
  }

  /** Whether there is such a file. */
  has(path: string): boolean {
    return statOf(path)?.isFile() === true
  }

  /** The bytes of a file; 0 if there is none. */
  size(path: string): number {
    return statOf(path)?.size ?? 0
  }

  /** Whether there is such a folder. */
  hasFolder(path: string): boolean {
    return statOf(path)?.isDirectory() === true
  }

  /** A path as people see it. */
  shown(path: string): string {
    const shown = relative(this.#cwd, path) || '.'
    return sep === '/' ? shown : shown.replaceAll(sep, '/')
  }

  /** A path from the current folder. */
  fromCwd(path: string): string {
    return resolve(this.#cwd, path)
  }

  /** The text at a shown path. */
  readonly read = (shown: string): string | null => this.text(this.fromCwd(shown))

  /** What all shown paths of one file have in common. */
  readonly identity = (shown: string): string => {
    const path = this.fromCwd(shown)
    return this.text(path) === null ? path : realpathSync(path)
  }

  /** The shown path of the file that declares a name. */
  readonly declaring = (name: string, kind: FileKind): string | null => {
    this.#declared ??= this.#declarations()
    return this.#declared.get(`${kind}:${name}`) ?? null
  }

  #declarations(): ReadonlyMap<string, string> {
    const declared = new Map<string, string>()
    for (const shown of this.interfaces) {
      const name = declaredName(this.read(shown) ?? '')
      const key = `${shown.slice(-3)}:${name ?? ''}`
      if (name !== null && !declared.has(key)) declared.set(key, shown)
    }
    return declared
  }
}

/** The name that an interface file declares; null if it declares none. */
function declaredName(text: string): string | null {
  const plain = text.replaceAll(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, ' ')
  return /^\s*(?:package|component|entity|task\s+class)\s+([\w.]+)/.exec(plain)?.[1] ?? null
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (none.has(code) || code === 'EISDIR') return null
    throw error
  }
}

/** What is at a path; undefined for nothing. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    if (none.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

function filesIn(folder: string): string[] {
  if (statOf(folder)?.isDirectory() !== true) return []
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [path]
    return isSourceFolder(path) ? filesIn(path) : []
  })
}

function isSourceFolder(path: string): boolean {
  const name = basename(path)
  return !otherFolders.has(name) && !name.startsWith('.')
}
