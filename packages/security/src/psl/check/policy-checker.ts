// Checks all declarations of a policy: first what others name (classes, objects, audit profiles),
// then the bindings that name them, since declarations may stand in any order.

import type { Diagnostics, NameNode, SourceFile } from '@kos/idl-compiler/text'
import { modelFiles } from '../../models/library.ts'
import type { Model } from '../../models/model.ts'
import type { LoadedAuditDefault, LoadedTests, PolicyClass } from '../policy.ts'
import type { PolicyReader, PlacedDeclaration } from '../policy-files.ts'
import type { AuditDefault, Binding, PolicyObject, PslFile } from '../syntax.ts'
import { AuditChecker } from './audit-checker.ts'
import { ExpressionChecker } from './expression-checker.ts'
import { fileOfObject, KnownObjects } from './known-objects.ts'
import { MessageChecker } from './message-checker.ts'
import { ObjectChecker } from './object-checker.ts'
import { CheckReport } from './check-report.ts'
import { SectionChecker } from './section-checker.ts'
import { MethodTable } from './selection.ts'
import { SelectorChecker } from './selector-checker.ts'
import type { SelectedRule } from './typed-rule.ts'

/** The only interface of execute events. */
const executeInterface = 'kl.core.Execute'

/** Where an object is declared. */
interface DeclaredObject {
  readonly name: NameNode
  readonly source: SourceFile
}

/** Checks a policy. */
export class PolicyChecker {
  readonly objects: KnownObjects = new KnownObjects()
  readonly audit: AuditChecker
  readonly #declarations: readonly PlacedDeclaration[]
  readonly #report: CheckReport
  readonly #objectChecker: ObjectChecker
  readonly #sections: SectionChecker
  readonly #declaredObjects: Map<string, DeclaredObject> = new Map()
  #auditDefault: LoadedAuditDefault | null = null

  constructor(
    { declarations, models }: PolicyReader,
    classes: ReadonlyMap<string, PolicyClass>,
    ownModels: readonly Model[],
    diagnostics: Diagnostics,
  ) {
    this.#declarations = declarations
    this.#report = new CheckReport(diagnostics)
    for (const file of models) this.objects.use(file)
    const expressions = new ExpressionChecker(this.objects, this.#report)
    const available = [...models].flatMap((file) => modelFiles[file]?.models ?? [])
    const byName = new Map([...available, ...ownModels].map((model) => [model.name, model]))
    this.#objectChecker = new ObjectChecker(byName, expressions, this.#report)
    this.audit = new AuditChecker(this.objects, expressions, this.#report)
    this.#sections = new SectionChecker({
      objects: this.objects,
      selectors: new SelectorChecker(new MethodTable(classes), this.#report),
      messages: new MessageChecker(expressions),
      report: this.#report,
      hasProfile: (name, source) => this.audit.hasProfile(name, source),
    })
  }

  /** The rules of all bindings, in order. */
  get rules(): readonly SelectedRule[] {
    return this.#sections.rules
  }

  get auditDefault(): LoadedAuditDefault | null {
    return this.#auditDefault
  }

  get tests(): readonly LoadedTests[] {
    return this.#declarations.flatMap(({ file, node }) =>
      node.kind === 'tests' ? [{ source: file.source, node }] : [],
    )
  }

  /** The files that have declarations, in order. */
  get files(): readonly PslFile[] {
    return [...new Set(this.#declarations.map(({ file }) => file))]
  }

  /** Checks everything. */
  check(): void {
    this.#each((source, node) => {
      if (node.kind === 'object') this.#object(node, source)
      if (node.kind === 'execute-interface') this.#checkExecute(node.name, source)
    })
    this.#each((source, node) => {
      if (node.kind === 'audit-profile') this.audit.profile(node, source)
    })
    this.#each((source, node) => {
      if (node.kind === 'audit-default') this.#setDefault(node, source)
      if (node.kind === 'binding') this.#sections.binding(node, source)
    })
    this.#checkHasExecute()
  }

  #each(visit: (source: SourceFile, node: PlacedDeclaration['node']) => void): void {
    for (const { file, node } of this.#declarations) visit(file.source, node)
  }

  #object(node: PolicyObject, source: SourceFile): void {
    const { name } = node
    const first = this.#declaredObjects.get(name.text)
    if (first !== undefined || this.objects.of(name.text) !== undefined) {
      const hint =
        first === undefined
          ? `use ${fileOfObject(name.text)}._ brings it: use that one, or choose another name`
          : `the first one is in ${first.source.path}:${first.source.lineOf(first.name.start)}`
      this.#report.error(source, name, `there is a policy object ${name.text} already`, hint)
      return
    }
    this.#declaredObjects.set(name.text, { name, source })
    const object = this.#objectChecker.check(node, source)
    if (object === null) this.objects.addBroken(name.text)
    else this.objects.add(object)
  }

  #checkExecute(name: NameNode, source: SourceFile): void {
    if (name.text === executeInterface) return
    const message = `the interface of execute events is ${executeInterface}`
    this.#report.error(source, name, message, `write: execute: ${executeInterface}`)
  }

  #setDefault(node: AuditDefault, source: SourceFile): void {
    const { profile, level } = node
    if (this.#auditDefault !== null) {
      const message = `the audit default is ${this.#auditDefault.profile} already`
      this.#report.error(source, node, message)
    } else if (this.audit.isDefault(node, source))
      this.#auditDefault = { profile: profile.text, level: Number(level.value) }
  }

  #checkHasExecute(): void {
    const kinds = this.#declarations.map(({ node }) => node.kind)
    if (kinds.includes('execute-interface')) return
    const first = this.#declarations.find(
      (each): each is PlacedDeclaration & { readonly node: Binding } =>
        each.node.kind === 'binding' && each.node.event === 'execute',
    )
    if (first === undefined) return
    const { node, file } = first
    const span = { start: node.start, end: node.start + 'execute'.length }
    const message = 'the interface of execute events is not declared'
    this.#report.warning(file.source, span, message, `add: execute: ${executeInterface}`)
  }
}
