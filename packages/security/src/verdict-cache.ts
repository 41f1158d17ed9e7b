// The verdict cache of a policy: for each event head the verdict, computed at the first event with
// it. SELinux calls this an access vector cache.
//
// A cached verdict is either a decision, or the rules whose conditions must be evaluated for each
// event (`evaluation.ts`). The cache is a tree of maps, one level per name: six look-ups of strings
// that are already hashed, and no key to build per event. Who keeps the verdict itself needs none.

import {
  asConditional,
  type CompiledRule,
  type ConditionalRule,
  isConditional,
  isGrantAudited,
  matches,
} from './compiled-rule.ts'
import { granted, type Decision, type Denied } from './decision.ts'
import { denialByRule, denialWithoutRule } from './denial-message.ts'
import type { Evaluator, RuleList } from './evaluation.ts'
import type { EventHead, SecurityEvent, SecurityEventType } from './event.ts'
import { maxCachedVerdicts } from './limits.ts'
import type { PreparedDecision, Verdict } from './monitor.ts'

/** The verdict of a policy about all events with one head. */
export class CachedVerdict implements PreparedDecision, RuleList {
  /** The decision, if it is always the same; null if conditions decide. */
  readonly decision: Decision | null
  /**
   * The rules that select the events and must be asked, in the order of the policy. If there is a
   * decision: the rule that denies, if it was one.
   */
  readonly rules: readonly ConditionalRule[]
  readonly denials: (Denied | undefined)[]
  readonly isAudited: boolean
  readonly #evaluator: Evaluator

  constructor(
    evaluator: Evaluator,
    decision: Decision | null,
    rules: readonly ConditionalRule[] = [],
  ) {
    this.#evaluator = evaluator
    this.decision = decision
    this.rules = rules
    this.denials = rules.map(() => undefined)
    this.isAudited = evaluator.auditor !== null && rules.some(({ audited }) => audited !== null)
  }

  get verdict(): Verdict {
    if (this.decision === null) return 'ask'
    return this.decision.granted ? 'granted' : 'denied'
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    if (this.decision === null) return this.#evaluator.evaluate(this, event, mayCommit)
    if (!this.decision.granted) this.#auditDenial(event, this.decision)
    return this.decision
  }

  // No condition is called here, so the level is the one that the event found.
  #auditDenial(event: SecurityEvent, denial: Denied): void {
    const { auditor } = this.#evaluator
    if (auditor === null) return
    const [rule] = this.rules
    if (rule === undefined) auditor.denied(event, denial)
    else if (rule.audited !== null)
      auditor.results(event, denial, [{ rule: rule.audited, granted: false }], auditor.level)
  }
}

type Names<T> = Map<string, T>
type Tree = Map<SecurityEventType, Names<Names<Names<Names<Names<CachedVerdict>>>>>>

/** The cached verdicts of one policy. */
export class CachedVerdicts {
  readonly #rules: readonly CompiledRule[]
  readonly #evaluator: Evaluator
  #tree: Tree = new Map()
  #count = 0

  constructor(rules: readonly CompiledRule[], evaluator: Evaluator) {
    this.#rules = rules
    this.#evaluator = evaluator
  }

  /** The verdict about events with this head. */
  of(event: EventHead): CachedVerdict {
    const methods = this.#tree
      .get(event.type)
      ?.get(event.source)
      ?.get(event.destination)
      ?.get(event.endpoint)
    return methods?.get(event.interface)?.get(event.method) ?? this.#add(event)
  }

  #add(event: EventHead): CachedVerdict {
    // Names may come from outside the kernel, so the cache must be bounded.
    if (this.#count === maxCachedVerdicts) {
      this.#tree = new Map()
      this.#count = 0
    }
    const verdict = computeVerdict(this.#rules, event, this.#evaluator)
    const destinations = child(child(this.#tree, event.type), event.source)
    const methods = child(
      child(child(destinations, event.destination), event.endpoint),
      event.interface,
    )
    methods.set(event.method, verdict)
    this.#count++
    return verdict
  }
}

function child<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = new Map<L, V>()
  map.set(key, made)
  return made
}

function computeVerdict(
  policy: readonly CompiledRule[],
  event: EventHead,
  evaluator: Evaluator,
): CachedVerdict {
  const selecting = policy.filter((rule) => matches(rule, event))
  if (selecting.length === 0) return new CachedVerdict(evaluator, denialWithoutRule(event, policy))
  const denial = selecting.find((rule) => rule.denies && rule.condition === null)
  if (denial !== undefined)
    return new CachedVerdict(evaluator, denialByRule(event, denial), [asConditional(denial)])
  const isHeard = evaluator.auditor !== null
  const rules = selecting.filter((rule) => isConditional(rule) || (isHeard && isGrantAudited(rule)))
  return new CachedVerdict(evaluator, rules.length === 0 ? granted : null, rules.map(asConditional))
}
