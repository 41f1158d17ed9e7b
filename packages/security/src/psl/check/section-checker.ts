// Checks bindings: sections, `match`, `choice`, and the rules in them.
//
// A `match` narrows what is selected, so its rules are rules like others. Only inside a choice,
// whose cases are chosen when an event is there, it stays.

import type { NameNode, SourceFile } from '@kos/idl-compiler/text'
import { baseModel } from '../../models/base.ts'
import type { ModelRule } from '../../models/model.ts'
import type { Binding, ChoiceNode, Item, RuleNode, Section } from '../syntax.ts'
import { ChoiceChecker } from './choice-checker.ts'
import { isConstant } from './constants.ts'
import { findRule } from './find-rule.ts'
import type { KnownObject, KnownObjects } from './known-objects.ts'
import type { MessageChecker } from './message-checker.ts'
import type { CheckReport } from './check-report.ts'
import type { Selection } from './selection.ts'
import type { SelectorChecker } from './selector-checker.ts'
import type { SelectedRule, TypedChoice, TypedItem, TypedRule } from './typed-rule.ts'

/** What the rules of a section are checked in. */
export interface SectionScope {
  readonly source: SourceFile
  readonly selection: Selection
  readonly audit: NameNode | null
}

/** What sections are checked with. */
export interface SectionTools {
  readonly objects: KnownObjects
  readonly selectors: SelectorChecker
  readonly messages: MessageChecker
  readonly report: CheckReport
  /** Whether there is an audit profile of that name. */
  readonly hasProfile: (name: NameNode, source: SourceFile) => boolean
}

/** Checks bindings. */
export class SectionChecker {
  readonly #tools: SectionTools
  readonly #choices: ChoiceChecker
  readonly #rules: SelectedRule[] = []

  constructor(tools: SectionTools) {
    this.#tools = tools
    this.#choices = new ChoiceChecker(tools, (section, scope) => this.#inside(section, scope))
  }

  /** The rules of all bindings so far. */
  get rules(): readonly SelectedRule[] {
    return this.#rules
  }

  /** Checks a binding, and adds its rules. */
  binding({ event, selectors, section }: Binding, source: SourceFile): void {
    const all = this.#tools.selectors.all(event)
    const selection = this.#tools.selectors.narrow(all, selectors, source)
    if (selection !== null) this.#section(section, { source, selection, audit: null })
  }

  #section(section: Section, outer: SectionScope): void {
    const scope = this.#withAudit(section, outer)
    for (const item of section.items) this.#item(item, scope)
  }

  #item(item: Item, scope: SectionScope): void {
    if (item.kind === 'match') {
      const selection = this.#narrow(item, scope)
      if (selection !== null) this.#section(item.section, { ...scope, selection })
      return
    }
    const checked = this.#rule(item, scope)
    const { source, selection } = scope
    if (checked !== null) this.#rules.push({ source, selection, item: checked })
  }

  /** The items of a section inside a choice. */
  #inside(section: Section, outer: SectionScope): readonly TypedItem[] {
    const scope = this.#withAudit(section, outer)
    return section.items.flatMap((item): readonly TypedItem[] => {
      if (item.kind !== 'match') return asList(this.#rule(item, scope))
      const selection = this.#narrow(item, scope)
      if (selection === null) return []
      const items = this.#inside(item.section, { ...scope, selection })
      return [{ kind: 'match', selection, items }]
    })
  }

  #narrow({ selectors }: Extract<Item, { kind: 'match' }>, scope: SectionScope): Selection | null {
    return this.#tools.selectors.narrow(scope.selection, selectors, scope.source)
  }

  #withAudit({ audit }: Section, scope: SectionScope): SectionScope {
    if (audit === null || !this.#tools.hasProfile(audit, scope.source)) return scope
    return { ...scope, audit }
  }

  #rule(item: RuleNode | ChoiceNode, scope: SectionScope): TypedRule | TypedChoice | null {
    if (item.kind === 'choice') return this.#choices.check(item, scope)
    return this.#modelRule(item, scope)
  }

  #modelRule(node: RuleNode, scope: SectionScope): TypedRule | null {
    const { objects, messages, report } = this.#tools
    const found = findRule(node, objects, scope.source, report)
    if (found === null) return null
    const { object, rule } = found
    const unit = { kind: 'unit', start: node.start, end: node.end } as const
    const argument = messages.check(node.argument ?? unit, scope, (each, expressionScope) =>
      messages.expressions.check(each, rule.parameter, expressionScope),
    )
    if (argument === null) return null
    const constant = argument.others.length > 0 ? null : constantOf(object, rule, argument.common)
    return { kind: 'rule', node, object, rule, argument, constant, audit: scope.audit }
  }
}

function asList(item: TypedItem | null): readonly TypedItem[] {
  return item === null ? [] : [item]
}

/** What a rule of Base says of each event; null if that depends on the event, or on the model. */
function constantOf(
  { model, definition }: KnownObject,
  rule: ModelRule,
  argument: TypedRule['argument']['common'],
): TypedRule['constant'] {
  if (model !== baseModel || !isConstant(argument)) return null
  const { grant, assert, deny } = definition.rules
  if (rule === grant) return 'grant'
  if (rule === assert) return argument.value === true ? 'grant' : 'deny'
  return rule === deny ? (argument.value === false ? 'grant' : 'deny') : null
}
