// kos.json: what a folder cannot say in the files that the documentation knows. All of its keys
// may be left out, and so may the file.

import { join } from 'node:path'
import { type Diagnostics, SourceFile } from '@kos/idl-compiler/text'
import type { Node } from 'yaml'
import type { SolutionCode } from './codes.ts'
import type { FolderFiles } from './folder-files.ts'
import type { HeaderTexts } from './header-texts.ts'
import { jsonErrorAt } from './json-error.ts'
import {
  type ConnectionNode,
  type PlacedText,
  type ProcessNode,
  ProcessReader,
  textsOf,
  type VariableNode,
} from './process-node.ts'
import { type YamlField, YamlFile } from './yaml-file.ts'

/** What kos.json says. Paths are as they are written: from the folder. */
export interface KosJson {
  /** The folder of programs; null if it is not said. */
  readonly programFolder: PlacedText | null
  /** The programs of single classes, by class; null: there is none, only the host acts as it. */
  readonly programs: ReadonlyMap<string, PlacedText | null>
  readonly policy: PlacedText | null
  readonly init: PlacedText | null
  readonly machine: PlacedText | null
  readonly generated: PlacedText | null
  readonly include: readonly PlacedText[]
  readonly modules: readonly string[]
  /** Processes that the kernel starts again after a crash. */
  readonly dumpable: readonly PlacedText[]
  readonly variables: Readonly<Record<string, string>>
  /** Where the key of each class, process or program is written. */
  readonly keys: ReadonlyMap<string, PlacedText>
  /** Files by process and name. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, PlacedText>>
  readonly env: ReadonlyMap<string, ReadonlyMap<string, VariableNode>>
  /** What templates of init.yaml are expanded with: read once headers are known. */
  readonly parts: (headers: HeaderTexts) => TemplateParts
}

/** The processes and connections that templates ask for. */
export interface TemplateParts {
  /** By program. */
  readonly connections: ReadonlyMap<string, readonly ConnectionNode[]>
  readonly externalEntities: readonly ProcessNode[]
}

/** The keys, in the order of the reference in README.md. */
export const kosJsonKeys: readonly string[] = [
  'init',
  'policy',
  'machine',
  'programs',
  'include',
  'modules',
  'generated',
  'files',
  'dumpable',
  'variables',
  'connections',
  'env',
  'externalEntities',
]

/** Reads kos.json of a folder. */
export function readKosJson(files: FolderFiles, diagnostics: Diagnostics): KosJson {
  const path = join(files.folder, 'kos.json')
  const source = new SourceFile(files.shown(path), files.text(path) ?? '{}')
  const at = jsonErrorAt(source.text)
  if (at === null) return new KosJsonReader(new YamlFile(source, diagnostics)).read()
  const hint = 'names and texts are in double quotes, and no comma stands before } and ]'
  const span = { start: at, end: at + 1 }
  const code: SolutionCode = 'bad-json'
  diagnostics.error(source, span, 'from here on this is no JSON', hint, code)
  return new KosJsonReader(new YamlFile(new SourceFile(source.path, '{}'), diagnostics)).read()
}

class KosJsonReader {
  readonly #file: YamlFile
  readonly #fields: ReadonlyMap<string, YamlField>
  readonly #keys: Map<string, PlacedText> = new Map()

  constructor(file: YamlFile) {
    this.#file = file
    this.#fields =
      (file.isSound ? file.known(file.root, 'kos.json', kosJsonKeys) : null) ?? new Map()
  }

  read(): KosJson {
    const [programFolder, programs] = this.#programs()
    const env = this.#dictionary('env', (node, name) => this.#env(node, `env of ${name}`))
    const connections = this.#dictionary('connections', (node) => node)
    const external = this.#list('externalEntities', 'classes and processes')
    return {
      programFolder,
      programs,
      policy: this.#text('policy'),
      init: this.#text('init'),
      machine: this.#text('machine'),
      generated: this.#text('generated'),
      include: this.#texts('include', 'folders'),
      modules: this.#texts('modules', 'modules').map(({ text }) => text),
      dumpable: this.#texts('dumpable', 'processes'),
      variables: textsOf(this.#env(this.#fields.get('variables')?.value ?? null, 'variables')),
      keys: this.#keys,
      files: this.#dictionary('files', (node, name) => this.#files(node, name)),
      env,
      parts: (headers) => {
        const reader = new ProcessReader(this.#file, headers)
        const read = ([program, node]: [string, Node | null]) =>
          [program, reader.connections(node)] as const
        return {
          connections: new Map(Array.from(connections, read)),
          externalEntities: external
            .map((node) => this.#external(node, reader))
            .filter((each) => each !== null),
        }
      },
    }
  }

  #programs(): [PlacedText | null, Map<string, PlacedText | null>] {
    const node = this.#fields.get('programs')?.value ?? null
    if (this.#file.shape(node) !== 'dictionary') return [this.#text('programs'), new Map()]
    return [
      null,
      this.#dictionary('programs', (value, name) =>
        this.#file.shape(value) === 'nothing'
          ? null
          : this.#placed(value, `the program of ${name}`),
      ),
    ]
  }

  #files(node: Node | null, process: string): ReadonlyMap<string, PlacedText> {
    const fields = this.#file.fields(node, `files of ${process}`)?.values() ?? []
    const entries = [...fields].map(
      ({ name, value }) => [name, this.#placed(value, `the file ${name}`)] as const,
    )
    return new Map(entries.flatMap(([name, path]) => (path === null ? [] : [[name, path]])))
  }

  #external(node: Node | null, reader: ProcessReader): ProcessNode | null {
    const file = this.#file
    if (file.shape(node) === 'dictionary') return reader.process(node)
    const className = this.#placed(node, 'an external entity')
    if (className === null) return null
    const { span } = className
    const none = { task: null, path: null, args: [], env: new Map(), connections: [] }
    return { className, ...none, span, file }
  }

  #env(node: Node | null, what: string): ReadonlyMap<string, VariableNode> {
    const file = this.#file
    const variables = new Map<string, VariableNode>()
    if (file.shape(node) === 'nothing') return variables
    for (const { name, value, span: nameSpan } of file.fields(node, what)?.values() ?? []) {
      const text = file.anyText(value, name)
      if (text !== null) variables.set(name, { text, span: file.span(value), file, nameSpan })
    }
    return variables
  }

  #dictionary<T>(key: string, read: (node: Node | null, name: string) => T): Map<string, T> {
    return new Map(
      this.#valuesOf(key).map(({ name, span, value }) => {
        this.#keys.set(`${key}.${name}`, { text: name, span, file: this.#file })
        return [name, read(value, name)]
      }),
    )
  }

  #valuesOf(key: string): readonly YamlField[] {
    const field = this.#fields.get(key)
    return field === undefined ? [] : [...(this.#file.fields(field.value, key)?.values() ?? [])]
  }

  #list(key: string, of: string): readonly (Node | null)[] {
    return this.#file.items(this.#fields.get(key)?.value ?? null, key, of) ?? []
  }

  #texts(key: string, of: string): readonly PlacedText[] {
    return this.#list(key, of)
      .map((node) => this.#placed(node, `an item of ${key}`))
      .filter((each) => each !== null)
  }

  #text(key: string): PlacedText | null {
    const field = this.#fields.get(key)
    return field === undefined ? null : this.#placed(field.value, key)
  }

  #placed(node: Node | null, what: string): PlacedText | null {
    const text = this.#file.text(node, what)
    return text === null ? null : { text, span: this.#file.span(node), file: this.#file }
  }
}
