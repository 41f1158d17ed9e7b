// A file in YAML, or in JSON, which is YAML: its nodes, with their places, and what is wrong with
// them as diagnostics.

import type { Diagnostics, SourceFile, Span } from '@kos/idl-compiler/text'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { SolutionCode } from './codes.ts'
import { maxMerges } from './limits.ts'
import { nameHint } from './name-hint.ts'
import { yamlMessage } from './yaml-messages.ts'

/** A value of a dictionary, and the key that it has. */
export interface YamlField {
  readonly name: string
  /** Where its key is written. */
  readonly span: Span
  /** Null if nothing is written. */
  readonly value: Node | null
}

/** Maps places in the text that was parsed to places in the file. */
export type PlaceMap = (span: Span) => Span

/** A file that was parsed. */
export class YamlFile {
  readonly source: SourceFile
  readonly diagnostics: Diagnostics
  readonly #document: Document
  /** What each alias stands for; null until somebody asks. */
  #targets: ReadonlyMap<Node, Node> | null = null
  readonly #placeOf: PlaceMap
  #merges = 0

  /** `parsed` is the text of the file, or that of a template once it was expanded. */
  constructor(
    source: SourceFile,
    diagnostics: Diagnostics,
    parsed: string = source.text,
    placeOf: PlaceMap = (span) => span,
  ) {
    this.source = source
    this.diagnostics = diagnostics
    this.#placeOf = placeOf
    this.#document = parseDocument(parsed, { prettyErrors: false })
    const { errors, warnings } = this.#document
    for (const error of [...errors, ...warnings].slice(0, 1)) this.#reportParsing(error)
  }

  /** Whether its text could be parsed. */
  get isSound(): boolean {
    return this.#document.errors.length === 0 && this.#document.warnings.length === 0
  }

  /** Its whole content; null if there is none. */
  get root(): Node | null {
    return this.#document.contents
  }

  /** Where a node begins in the text that was parsed. */
  startOf(node: Node | null): number {
    return node?.range?.[0] ?? 0
  }

  /** The place of a node in the file; for nothing, its first place. */
  span(node: Node | null): Span {
    const [start, end] = node?.range ?? [0, 0]
    return this.#placeOf({ start, end })
  }

  error(span: Span, message: string, code: SolutionCode, hint?: string): void {
    this.diagnostics.error(this.source, span, message, hint, code)
  }

  /** The fields of a dictionary, those that it merges among them; null, and an error, for others. */
  fields(node: Node | null, what: string): Map<string, YamlField> | null {
    const map = this.#resolve(node)
    if (!isMap(map)) return this.#wrongType(node, `${what} must be a dictionary`)
    const fields = new Map<string, YamlField>()
    this.#addFields(map, fields, new Set())
    return fields
  }

  /** The same for a dictionary that has these keys only. */
  known(node: Node | null, what: string, keys: readonly string[]): Map<string, YamlField> | null {
    const fields = this.fields(node, what)
    for (const { name, span } of fields?.values() ?? []) {
      if (keys.includes(name)) continue
      this.error(span, `${what} has no key ${name}`, 'unknown-key', nameHint(name, keys))
    }
    return fields
  }

  /** The items of a list; null, and an error, for others. Nothing is an empty list. */
  items(
    node: Node | null,
    what: string,
    of: string,
    hint?: string,
  ): readonly (Node | null)[] | null {
    const list = this.#resolve(node)
    if (list === null || (isScalar(list) && list.value === null)) return []
    if (!isSeq(list)) return this.#wrongType(node, `${what} must be a list of ${of}`, hint)
    return list.items as readonly (Node | null)[]
  }

  /** A text that is not empty; null, and an error, for others. */
  text(node: Node | null, what: string): string | null {
    const text = this.anyText(node, what)
    return text === '' ? this.#wrongType(node, `${what} must not be empty`) : text
  }

  /** Any text; null, and an error, for others. */
  anyText(node: Node | null, what: string): string | null {
    const scalar = this.#resolve(node)
    if (!isScalar(scalar)) return this.#wrongType(node, `${what} must be a text`)
    const { value, source } = scalar
    if (typeof value === 'string') return value
    const hint = value === null || source === undefined ? undefined : `write "${source}"`
    return this.#wrongType(node, `${what} must be a text`, hint)
  }

  /** A whole number from 0 on, as YAML writes it or with `_` between digits; null for others. */
  whole(node: Node | null, what: string): number | null {
    const scalar = this.#resolve(node)
    const value = isScalar(scalar) ? scalar.value : null
    const number = typeof value === 'string' ? numberIn(value) : value
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
    return this.#wrongType(node, `${what} must be a whole number`)
  }

  /** A number of bytes, as in `4096` and `16 MiB`; null, and an error, for others. */
  bytes(node: Node | null, what: string): number | null {
    const scalar = this.#resolve(node)
    const value = isScalar(scalar) ? scalar.value : null
    const [, count, unit = ''] = /^(\d+) ?([KMG]iB)$/.exec(String(value)) ?? []
    if (count !== undefined) return Number(count) * (unitBytes[unit] as number)
    const hint = 'write a number, or one with KiB, MiB or GiB'
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.#wrongType(node, `${what} must be a number of bytes`, hint)
  }

  /** true or false; null, and an error, for others. */
  isTrue(node: Node | null, what: string): boolean | null {
    const scalar = this.#resolve(node)
    const value = isScalar(scalar) ? scalar.value : null
    return typeof value === 'boolean'
      ? value
      : this.#wrongType(node, `${what} must be true or false`)
  }

  /** The number that a value is; null for others. */
  number(node: Node | null): number | null {
    const scalar = this.#resolve(node)
    return isScalar(scalar) && typeof scalar.value === 'number' ? scalar.value : null
  }

  /** A text, number or truth value, as it is written; null for others, and for nothing. */
  written(node: Node | null): string | null {
    const scalar = this.#resolve(node)
    return isScalar(scalar) && scalar.value !== null ? (scalar.source ?? null) : null
  }

  /** Whether a value is a dictionary, a list, or neither. */
  shape(node: Node | null): 'dictionary' | 'list' | 'nothing' | 'other' {
    const value = this.#resolve(node)
    if (value === null || (isScalar(value) && value.value === null)) return 'nothing'
    if (isMap(value)) return 'dictionary'
    return isSeq(value) ? 'list' : 'other'
  }

  #addFields(map: YAMLMap, fields: Map<string, YamlField>, merging: Set<YAMLMap>): void {
    merging.add(map)
    const merged: (Node | null)[] = []
    for (const { key, value } of map.items as { key: Node | null; value: Node | null }[]) {
      const name = isScalar(key) ? String(key.value) : null
      if (name === null) this.#wrongType(key, 'a key must be a text')
      else if (name === '<<') merged.push(value)
      else fields.set(name, { name, span: this.span(key), value })
    }
    for (const node of merged) this.#merge(node, fields, merging)
    merging.delete(map)
  }

  // Own fields, and those merged before, come first.
  #merge(node: Node | null, fields: Map<string, YamlField>, merging: Set<YAMLMap>): void {
    const value = this.#resolve(node)
    const maps = isSeq(value) ? value.items.map((each) => this.#resolve(each as Node)) : [value]
    for (const map of maps) {
      if (!isMap(map)) this.#wrongType(node, 'what is merged must be a dictionary')
      else if (merging.has(map)) this.#wrongType(node, 'a dictionary cannot merge itself')
      else if (++this.#merges > maxMerges) this.#wrongType(node, 'there are too many merges')
      else {
        const found = new Map<string, YamlField>()
        this.#addFields(map, found, merging)
        for (const [name, field] of found) if (!fields.has(name)) fields.set(name, field)
      }
    }
  }

  #resolve(node: Node | null): Node | null {
    if (!isAlias(node)) return node
    const resolved = this.#targetOf(node)
    if (resolved !== undefined) return resolved
    const message = `there is no anchor &${node.source} before this`
    this.error(this.span(node), message, 'bad-yaml')
    return null
  }

  #targetOf(alias: Node): Node | undefined {
    this.#targets ??= targetsOf(this.#document)
    return this.#targets.get(alias)
  }

  #wrongType(node: Node | null, message: string, hint?: string): null {
    // What an unknown anchor stands for is unknown as well.
    const isUnknown = isAlias(node) && this.#targetOf(node) === undefined
    if (!isUnknown) this.error(this.span(node), message, 'wrong-type', hint)
    return null
  }

  #reportParsing({ pos, message }: YAMLError): void {
    const [start, end] = pos
    const { text, hint } = yamlMessage(message)
    this.error(this.#placeOf({ start, end }), text, 'bad-yaml', hint)
  }
}

const unitBytes: Readonly<Record<string, number>> = {
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}

/** The number that a text with `_` between digits is; null if it is none. */
function numberIn(text: string): number | null {
  return /^(0x[\da-f]+|\d+)(_[\da-f]+)*$/i.test(text) ? Number(text.replaceAll('_', '')) : null
}

// All in one walk: `Alias.resolve` walks over the document for each.
function targetsOf(document: Document): ReadonlyMap<Node, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  visit(document, {
    Alias(_, alias) {
      const target = anchors.get(alias.source)
      if (target !== undefined) targets.set(alias, target)
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}
