// Checks components and processes: their endpoints, the components inside them to any depth, and
// their security interfaces.

import type { Diagnostics, NameNode } from './text/index.ts'
import type { ComponentEntryNode, ComponentFile, IdlFile, SectionNode } from './syntax.ts'
import { checkIdentifier, checkPlainName, checkUnique } from './check-names.ts'
import type { ModuleDraft } from './symbols.ts'
import type { FileLoader } from './files.ts'
import type { Component, ComponentEntry, Module } from './module.ts'

/** A component while it is checked: its files are parsed, its interfaces not yet checked. */
export interface ComponentDraft {
  readonly file: ComponentFile
  readonly security: ModuleDraft | null
  readonly entries: readonly ComponentEntryDraft[]
}

interface ComponentEntryDraft {
  readonly node: ComponentEntryNode
  readonly interface: ModuleDraft | null
  readonly component: ComponentDraft | null
}

/** Reads and checks components. */
export class ComponentChecker {
  readonly #files: FileLoader
  readonly #diagnostics: Diagnostics
  readonly #draftOf: (file: IdlFile) => ModuleDraft
  readonly #drafts: Map<ComponentFile, ComponentDraft | 'pending'> = new Map()
  readonly #components: Map<ComponentDraft, Component | null> = new Map()

  constructor(
    files: FileLoader,
    diagnostics: Diagnostics,
    draftOf: (file: IdlFile) => ModuleDraft,
  ) {
    this.#files = files
    this.#diagnostics = diagnostics
    this.#draftOf = draftOf
  }

  /** Parses all files that a component mentions, and those that they mention. */
  draft(file: ComponentFile): ComponentDraft {
    const known = this.#drafts.get(file)
    if (known !== undefined && known !== 'pending') return known
    this.#drafts.set(file, 'pending')
    this.#checkNames(file)
    const security = file.security === null ? null : this.#interface(file.security, file)
    const entries = file.sections.flatMap((section) =>
      section.entries.map((node) => this.#entry(section, node, file)),
    )
    const draft = { file, security, entries }
    this.#drafts.set(file, draft)
    return draft
  }

  /** The checked component; null if it has errors. */
  check(draft: ComponentDraft, moduleOf: (draft: ModuleDraft) => Module | null): Component | null {
    const known = this.#components.get(draft)
    if (known !== undefined) return known
    const component = this.#check(draft, moduleOf)
    this.#components.set(draft, component)
    return component
  }

  #check(
    { file, security, entries }: ComponentDraft,
    moduleOf: (draft: ModuleDraft) => Module | null,
  ): Component | null {
    const checked = entries.map((entry): ComponentEntry | null => {
      const { node } = entry
      if (entry.component !== null) {
        const component = this.check(entry.component, moduleOf)
        return component === null ? null : { kind: 'component', node, component }
      }
      const module =
        entry.interface === null
          ? null
          : this.#withInterface(entry.interface, node.type, file, moduleOf)
      return module === null ? null : { kind: 'endpoint', node, interface: module }
    })
    const guard =
      security === null ? null : this.#withInterface(security, file.security!, file, moduleOf)
    if (guard !== null) this.#checkSecurity(guard, file)
    if (checked.includes(null) || (security !== null && guard === null) || file.name.text === '')
      return null
    return {
      kind: file.kind,
      name: file.name.text,
      file,
      security: guard,
      entries: checked as ComponentEntry[],
    }
  }

  #withInterface(
    draft: ModuleDraft,
    name: NameNode,
    file: ComponentFile,
    moduleOf: (draft: ModuleDraft) => Module | null,
  ): Module | null {
    const module = moduleOf(draft)
    if (draft.file.interface === null && !draft.isBroken) {
      this.#diagnostics.error(
        file.source,
        name,
        `${name.text} has no interface`,
        `it declares types only: ${draft.file.source.path}`,
      )
    }
    return module === null || module.interface === null ? null : module
  }

  #checkSecurity({ name, interface: checked }: Module, { source, security }: ComponentFile): void {
    const method = checked?.methods.find(({ parameters }) =>
      parameters.some(({ node }) => node.direction !== 'in'),
    )
    if (method === undefined) return
    const message = `${name}.${method.node.name.text} has parameters that are not in parameters`
    this.#diagnostics.error(
      source,
      security!,
      message,
      'nobody answers the methods of a security interface',
    )
  }

  #checkNames({ source, sections }: ComponentFile): void {
    for (const word of ['endpoints', 'components'] as const) {
      const same = sections.filter((section) => section.kind === word)
      const second = same[1]
      if (second !== undefined) {
        const span = { start: second.start, end: second.start + word.length }
        this.#diagnostics.error(source, span, `${word} come up twice`, 'put them into one list')
      }
      const entries = same.flatMap((section) => section.entries)
      checkUnique(entries, `among the ${word}`, source, this.#diagnostics)
      for (const entry of entries) {
        const what = word === 'endpoints' ? 'an endpoint' : 'a component'
        checkIdentifier(entry.name, what, source, this.#diagnostics)
        if (!entry.name.text.startsWith('_'))
          checkPlainName(entry.name, what, source, this.#diagnostics)
      }
    }
  }

  #entry(section: SectionNode, node: ComponentEntryNode, file: ComponentFile): ComponentEntryDraft {
    if (section.kind === 'endpoints')
      return { node, interface: this.#interface(node.type, file), component: null }
    const found = this.#files.find(node.type, 'cdl', file) as ComponentFile | null
    if (found === null) return { node, interface: null, component: null }
    if (this.#drafts.get(found) === 'pending') {
      this.#diagnostics.error(file.source, node.type, `${node.type.text} contains itself`)
      return { node, interface: null, component: null }
    }
    if (found.name.text !== '' && found.name.text !== node.type.text) {
      const { source, name } = found
      const message = `${source.path} holds the component ${name.text}, not ${node.type.text}`
      this.#diagnostics.error(file.source, node.type, message)
    }
    return { node, interface: null, component: this.draft(found) }
  }

  #interface(name: NameNode, file: ComponentFile): ModuleDraft | null {
    const found = this.#files.find(name, 'idl', file) as IdlFile | null
    return found === null ? null : this.#draftOf(found)
  }
}
