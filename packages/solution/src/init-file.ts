// init.yaml, or its template init.yaml.in: the processes, in the order of the file.

import { lastPart } from '@kos/idl-compiler'
import { type Diagnostics, nearest, SourceFile } from '@kos/idl-compiler/text'
import type { HeaderTexts } from './header-texts.ts'
import { expandInit, type TemplatePart } from './init-template.ts'
import type { KosJson, TemplateParts } from './kos-json.ts'
import { type ProcessNode, ProcessReader } from './process-node.ts'
import { YamlFile } from './yaml-file.ts'

/** What a template is expanded with. */
export type InitValues = Pick<KosJson, 'env' | 'variables'> & TemplateParts

/** The processes of init.yaml. */
export interface InitFile {
  readonly processes: readonly ProcessNode[]
  /** False if some were left out, after an error. */
  readonly isComplete: boolean
}

/** Reads the processes of a text; `path` is shown, and that of a template ends with `.in`. */
export function readInit(
  path: string,
  text: string,
  values: InitValues,
  headers: HeaderTexts,
  diagnostics: Diagnostics,
): InitFile {
  const source = new SourceFile(path, text)
  if (!path.endsWith('.in'))
    return new InitReader(new YamlFile(source, diagnostics), values, headers).read([])
  const expanded = expandInit(source, values.variables, diagnostics)
  const file = new YamlFile(source, diagnostics, expanded.text, expanded.placeOf)
  return new InitReader(file, values, headers).read(expanded.parts)
}

class InitReader {
  readonly #file: YamlFile
  readonly #values: InitValues
  readonly #headers: HeaderTexts

  constructor(file: YamlFile, values: InitValues, headers: HeaderTexts) {
    this.#file = file
    this.#values = values
    this.#headers = headers
  }

  read(parts: readonly TemplatePart[]): InitFile {
    const file = this.#file
    const none = { processes: [], isComplete: false }
    if (!file.isSound) return none
    const fields = file.known(file.root, 'init.yaml', ['entities'])
    if (fields === null) return none
    const entities = fields.get('entities')
    if (entities === undefined)
      file.error(file.span(file.root), 'init.yaml has no entities', 'missing-key', entitiesHint)
    const items = file.items(entities?.value ?? null, 'entities', 'dictionaries')
    if (items === null || entities === undefined) return none
    const reader = new ProcessReader(file, this.#headers)
    const starts = items.map((node) => file.startOf(node))
    const processes = items.map((node) => reader.process(node))
    const all = this.#withParts(processes, starts, parts)
    return { processes: all, isComplete: !processes.includes(null) }
  }

  /** The processes with the parts of the template; `starts` are where the processes begin. */
  #withParts(
    processes: readonly (ProcessNode | null)[],
    starts: readonly number[],
    parts: readonly TemplatePart[],
  ): readonly ProcessNode[] {
    const external = parts.filter(({ kind }) => kind === 'external-entities')
    for (const part of parts) {
      const process = processes[starts.filter((start) => start < part.at).length - 1]
      if (part.kind !== 'external-entities' && process !== null)
        this.#addPart(part, process, processes)
    }
    const added = external.length === 0 ? [] : this.#values.externalEntities
    const before = starts.filter((start) => start < (external[0]?.at ?? Infinity)).length
    const list = [...processes.slice(0, before), ...added, ...processes.slice(before)]
    return list.filter((process) => process !== null)
  }

  #addPart(
    { kind, program, span }: TemplatePart,
    process: ProcessNode | undefined,
    processes: readonly (ProcessNode | null)[],
  ): void {
    const file = this.#file
    const { env, connections } = this.#values
    if (process === undefined)
      return file.error(span, 'this stands in no process', 'unknown-macro', partHint)
    const known = new Set([
      ...processes.flatMap((each) => (each === null ? [] : programNames(each))),
      ...env.keys(),
      ...connections.keys(),
    ])
    if (!known.has(program)) {
      const meant = nearest(program, known)
      const hint = `${meant === null ? '' : `did you mean ${meant}? `}${partHint}`
      return file.error(span, `no process runs a program ${program}`, 'unknown-macro', hint)
    }
    if (kind === 'connections') process.connections.push(...(connections.get(program) ?? []))
    if (kind !== 'env') return
    // Its own variables stay.
    for (const [name, variable] of env.get(program) ?? [])
      if (!process.env.has(name)) process.env.set(name, variable)
  }
}

/** The names of the program of a process: in macros of templates, and in keys of kos.json. */
export function programNames({ className, task, path }: ProcessNode): string[] {
  const last = lastPart(className.text)
  const file = path?.text.slice(path.text.lastIndexOf('/') + 1)
  return [last, className.text, task?.text, file].filter((name) => name !== undefined)
}

const entitiesHint = 'write entities: with a list of processes, such as - name: demo.Server'
const partHint = 'it stands below - name: of the process whose program it names'
