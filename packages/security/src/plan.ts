// What a policy says about all events with one head, worked out once and remembered.
//
// A plan is either a fixed answer, or the conditions that are left to ask. Plans are found through
// nested maps, one per name: six look-ups of strings that are already hashed, and no key to put
// together per event. Asking is in `evaluation.ts`.

import { matches, type CompiledRule } from './compiled-rule.ts'
import { granted, type Decision, type Denied } from './decision.ts'
import { denialByRule, denialWithoutRule } from './denial-message.ts'
import type { EventHead, SecurityEventType } from './event.ts'
import { maxPlans } from './limits.ts'

/** What a policy says about all events with one head. */
export interface Plan {
  /** The answer, if it is always the same; else null. */
  readonly answer: Decision | null
  /**
   * The selecting rules that have a condition, in the order of the policy; empty if there is an
   * answer.
   */
  readonly rules: readonly CompiledRule[]
  /** For each of `rules`, the denial once it was needed. */
  readonly denials: (Denied | undefined)[]
}

type Names<T> = Map<string, T>
type Tree = Map<SecurityEventType, Names<Names<Names<Names<Names<Plan>>>>>>

/** The plans of one policy. */
export class Plans {
  readonly #rules: readonly CompiledRule[]
  #tree: Tree = new Map()
  #count = 0

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules
  }

  /** The plan for events with this head. */
  of(event: EventHead): Plan {
    const methods = this.#tree
      .get(event.type)
      ?.get(event.source)
      ?.get(event.destination)
      ?.get(event.endpoint)
    return methods?.get(event.interface)?.get(event.method) ?? this.#add(event)
  }

  #add(event: EventHead): Plan {
    // Names may come from outside, so what is remembered must not grow for ever.
    if (this.#count === maxPlans) {
      this.#tree = new Map()
      this.#count = 0
    }
    const plan = makePlan(this.#rules, event)
    const destinations = child(child(this.#tree, event.type), event.source)
    const methods = child(
      child(child(destinations, event.destination), event.endpoint),
      event.interface,
    )
    methods.set(event.method, plan)
    this.#count++
    return plan
  }
}

function child<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = new Map<L, V>()
  map.set(key, made)
  return made
}

function makePlan(policy: readonly CompiledRule[], event: EventHead): Plan {
  const selecting = policy.filter((rule) => matches(rule, event))
  if (selecting.length === 0) return fixed(denialWithoutRule(event, policy))
  const denial = selecting.find((rule) => rule.denies && rule.condition === null)
  if (denial !== undefined) return fixed(denialByRule(event, denial))
  const rules = selecting.filter((rule) => rule.condition !== null)
  return rules.length === 0
    ? fixed(granted)
    : { answer: null, rules, denials: rules.map(() => undefined) }
}

function fixed(answer: Decision): Plan {
  return { answer, rules: [], denials: [] }
}
