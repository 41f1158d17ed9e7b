// Which rules the events of a test reach: for failures, which name the rules that granted, and for
// coverage.
//
// Rules select events by their heads alone, so those that an event reaches are found without them
// taking part in it. What is chosen inside choices the policy tells (`LoadedPolicy.traced`).

import { compileSelection, type CompiledRule, matches } from '../compiled-rule.ts'
import type { RuleSource } from '../decision.ts'
import type { EventHead } from '../event.ts'
import type { Policy } from '../policy.ts'
import type { CheckedRule, LoadedPolicy } from '../psl/policy.ts'
import { describeRule, fileFinder } from '../psl/rule-source.ts'
import type { Item, PslFile, RuleNode } from '../psl/syntax.ts'

/** What a trace needs of a policy. */
type TracedPolicy = Pick<LoadedPolicy, 'rules' | 'files' | 'endpoints' | 'traced'>

/** The rules of a policy, and how often events reached the parts of them. */
export class RuleTrace {
  /** The policy, whose choices tell what they choose. */
  readonly policy: Policy
  readonly #rules: readonly TracedRule[]
  /** The rules inside choices. */
  readonly #inside: ReadonlyMap<object, RuleSource>
  readonly #hits: Map<object, number> = new Map()
  #reached: RuleSource[] = []

  constructor({ rules, files, endpoints, traced }: TracedPolicy) {
    this.policy = traced((part) => {
      this.#count(part)
      const inside = this.#inside.get(part)
      if (inside !== undefined) this.#reached.push(inside)
    })
    const fileOf = fileFinder(files)
    this.#inside = new Map(
      rules.flatMap(({ node, source }) => describeInside(node, fileOf(source))),
    )
    this.#rules = rules.map((checked, index) => ({
      checked,
      compiled: compileSelection(checked.rule, index + 1, { endpoints }),
    }))
  }

  /** Counts the rules that an event with this head reaches, which is decided about next. */
  begin(head: EventHead): void {
    this.#reached = []
    for (const { checked, compiled } of this.#rules) {
      if (!matches(compiled, head)) continue
      this.#count(checked.node)
      if (checked.node.kind === 'rule') this.#reached.push(compiled.description)
    }
  }

  /** The rules that the event reached: in place of choices, those inside them. */
  reached(): readonly RuleSource[] {
    return this.#reached
  }

  /** How often a node of the policy's tree was reached. */
  hitsOf(node: object): number {
    return this.#hits.get(node) ?? 0
  }

  #count(node: object): void {
    this.#hits.set(node, this.hitsOf(node) + 1)
  }
}

interface TracedRule {
  readonly checked: CheckedRule
  readonly compiled: CompiledRule
}

/** The rules inside a choice, and how each is written, and where. */
function describeInside(item: Item, file: PslFile): [RuleNode, RuleSource][] {
  if (item.kind === 'rule') return []
  const items =
    item.kind === 'match' ? item.section.items : item.cases.flatMap(({ section }) => section.items)
  return items.flatMap((each) =>
    each.kind === 'rule' ? [[each, describeRule(file, each)]] : describeInside(each, file),
  )
}
