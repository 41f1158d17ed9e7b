// Checks the selectors of bindings and `match`, and narrows selections by them.
//
// A name that no class has is an error. A name that there is, but not among what the sections
// around select, makes a section that selects nothing: a warning, since it denies nothing and
// grants nothing.

import { type SourceFile } from '@kos/idl-compiler/text'
import { componentOf, endpointsNamed } from '../../endpoint-names.ts'
import type { SecurityEventType } from '../../event.ts'
import { isSystemName } from '../policy-files.ts'
import { endpointSelectors } from '../../target.ts'
import { endpointsServed } from '../policy.ts'
import type { SelectorKey, SelectorNode } from '../syntax.ts'
import { hintOf, meantHint } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'
import {
  type EndpointKey,
  type MethodTable,
  namesFor,
  selectedBy,
  type SelectedMethod,
  type Selection,
  selectorFault,
  serverOf,
} from './selection.ts'

/** Narrows selections. */
export class SelectorChecker {
  readonly #table: MethodTable
  readonly #report: CheckReport

  constructor(table: MethodTable, report: CheckReport) {
    this.#table = table
    this.#report = report
  }

  /** All events of a type. */
  all(event: SecurityEventType): Selection {
    return {
      event,
      src: null,
      dst: null,
      names: {},
      endpoints: null,
      methods: this.#table.of(event, null),
      isComplete: this.#table.isComplete(null),
    }
  }

  /** What selectors leave of a selection; null if that is nothing, which is reported. */
  narrow(outer: Selection, nodes: readonly SelectorNode[], source: SourceFile): Selection | null {
    const byKey = this.#byKey(outer.event, nodes, source)
    let selection: Selection | null = outer
    for (const key of ['src', 'dst'] as const) {
      const node = byKey.get(key)
      if (node !== undefined && selection !== null)
        selection = this.#withClass(selection, node, key, source)
    }
    for (const key of endpointSelectors) {
      const node = byKey.get(key)
      if (node !== undefined && selection !== null)
        selection = this.#withName(selection, node, key, source)
    }
    return selection
  }

  #byKey(
    event: SecurityEventType,
    nodes: readonly SelectorNode[],
    source: SourceFile,
  ): ReadonlyMap<SelectorKey, SelectorNode> {
    const byKey = new Map<SelectorKey, SelectorNode>()
    for (const node of nodes) {
      const fault = selectorFault(event, node.key)
      if (fault !== null) this.#report.error(source, node, fault)
      else if (byKey.has(node.key))
        this.#report.error(source, node, `${node.key} comes up twice`, 'nest another match')
      else byKey.set(node.key, node)
    }
    return byKey
  }

  #withClass(
    outer: Selection,
    { value }: SelectorNode,
    key: 'src' | 'dst',
    source: SourceFile,
  ): Selection | null {
    const { text } = value
    const { classes } = this.#table
    if (!classes.has(text)) {
      // What has no file may be what is misspelt.
      const known = [...classes.values()].filter((each) => each.isKnown || isSystemName(each.name))
      const names = known.map(({ name }) => name)
      const hint = meantHint(text, names) ?? `add: use EDL ${text}`
      this.#report.error(source, value, `there is no class ${text}`, hint)
      return unknown(outer)
    }
    const other = outer[key]
    if (other !== null && other !== text) return this.#nothing(key, text, other, value, source)
    const inner = { ...outer, [key]: text }
    if (serverOf(inner) !== text) return inner
    if (serverOf(outer) === text) return inner
    const isComplete = this.#table.isComplete(text)
    if (Object.keys(outer.names).length === 0)
      return { ...inner, methods: this.#table.of(outer.event, text), isComplete }
    const methods = outer.methods.filter(({ server }) => server.name === text)
    if (methods.length === 0 && isComplete) return this.#nothing(key, text, null, value, source)
    return { ...inner, methods, isComplete }
  }

  #withName(
    outer: Selection,
    { value }: SelectorNode,
    key: EndpointKey,
    source: SourceFile,
  ): Selection | null {
    const { text } = value
    const other = outer.names[key]
    if (other === text) return outer
    if (key === 'endpoint' && this.#isAmbiguous(outer, text, value, source)) return unknown(outer)
    const isSelected = selectedBy(key, text, outer.event)
    const methods = outer.methods.filter(isSelected)
    if (methods.length > 0) {
      const name = other === undefined ? text : commonName(key, text, methods)
      return this.#named(outer, key, name, methods)
    }
    if (other !== undefined) return this.#nothing(key, text, other, value, source)
    const all = this.#table.of(outer.event, serverOf(outer))
    if (!outer.isComplete || outer.event === 'execute')
      return this.#named(outer, key, text, methods)
    const isThere = (each: SelectedMethod) =>
      isSelected(each) && (key !== 'method' || each.method !== null)
    if (all.some(isThere)) return this.#nothing(key, text, null, value, source)
    this.#reportUnknown(outer, key, value, source)
    return unknown(outer)
  }

  #named(
    outer: Selection,
    key: EndpointKey,
    name: string,
    methods: readonly SelectedMethod[],
  ): Selection {
    const isPlace = key === 'component' || key === 'endpoint'
    const endpoints = isPlace ? this.#table.endpointsOf(outer.event, methods) : outer.endpoints
    return { ...outer, names: { ...outer.names, [key]: name }, endpoints, methods }
  }

  #nothing(
    key: SelectorKey,
    name: string,
    other: string | null,
    span: SelectorNode['value'],
    source: SourceFile,
  ): null {
    const why =
      other === null
        ? `nothing of what is selected here has the ${key} ${name}`
        : `${key} is ${other} already`
    this.#report.warning(source, span, `this selects nothing: ${why}`, 'its rules have no effect')
    return null
  }

  #reportUnknown(
    outer: Selection,
    key: EndpointKey,
    value: SelectorNode['value'],
    source: SourceFile,
  ): void {
    const owner = ownerOf(outer, key)
    const names = namesFor(key, outer.methods)
    const message =
      owner === null
        ? `no class of the policy has the ${key} ${value.text}`
        : `${owner} has no ${key} ${value.text}`
    this.#report.error(source, value, message, hintOf(value.text, names))
  }

  // The engine would refuse the name when a monitor is made.
  #isAmbiguous(
    outer: Selection,
    name: string,
    span: SelectorNode['value'],
    source: SourceFile,
  ): boolean {
    for (const server of new Set(outer.methods.map((method) => method.server))) {
      const places = endpointsServed(outer.event, server)
      const found = endpointsNamed(places, name).map((index) => places[index]?.name)
      if (found.length < 2) continue
      const message = `${server.name} has several endpoints that are called ${name} by type`
      this.#report.error(source, span, message, `write one of ${found.join(', ')}`)
      return true
    }
    return false
  }
}

/** The selection, of which nothing more is known: after an error. */
function unknown(selection: Selection): Selection {
  return { ...selection, methods: [], isComplete: false }
}

/** Who lacks a name, in an error; null if nobody has it. */
function ownerOf(selection: Selection, key: EndpointKey): string | null {
  const { endpoint, interface: interfaceName } = selection.names
  const interfaces = new Set(selection.methods.map((method) => method.interface.$name))
  if (key === 'method' && interfaces.size === 1) return [...interfaces][0] ?? ''
  if (key === 'method' && interfaceName !== undefined) return interfaceName
  if (key === 'method' && endpoint !== undefined) return `the endpoint ${endpoint}`
  return serverOf(selection)
}

/** The name of what two names select together: the qualified one, if there is one. */
function commonName(key: EndpointKey, inner: string, methods: readonly SelectedMethod[]): string {
  if (key !== 'endpoint' && key !== 'component') return inner
  const names = new Set(methods.map(({ endpoint }) => endpoint.name))
  const owners = new Set(Array.from(names, componentOf))
  const found = key === 'endpoint' ? names : owners
  const [only = ''] = found
  return found.size === 1 && only !== '' ? only : inner
}
