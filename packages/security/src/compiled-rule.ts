// A rule made ready for matching: classes resolved to names, its description in words worked out.
//
// Made once per rule when a monitor is made, so that mistakes in a policy show then and not at the
// first message.

import { resolveClassReference, type Classes, type ClassNames } from './class-reference.ts'
import type { Condition } from './condition.ts'
import type { RuleDescription } from './decision.ts'
import type { EventHead, SecurityEventType } from './event.ts'
import { formatRule, partyNames, type Rule } from './rule.ts'

/** The names by which a rule selects. */
export const selectors = ['source', 'destination', 'endpoint', 'interface', 'method'] as const

/** One of the names by which a rule selects. */
export type Selector = (typeof selectors)[number]

/** A rule ready for matching. */
export interface CompiledRule {
  readonly event: SecurityEventType
  /** Names selected, by selector; null selects all. */
  readonly names: Readonly<Record<Selector, ClassNames>>
  readonly denies: boolean
  readonly condition: Condition | null
  readonly description: RuleDescription
}

/** Compiles rule `number` (from 1). Throws TypeError if a class cannot be told. */
export function compileRule(rule: Rule, number: number, classes: Classes): CompiledRule {
  const text = formatRule(rule, classes)
  const [sourceName, destinationName] = partyNames[rule.event]
  const place = (name: string) => `createMonitor: rule ${number}, ${text}: its ${name}`
  const names = {
    source: resolveClassReference(rule.source, classes, place(sourceName)),
    destination: resolveClassReference(rule.destination, classes, place(destinationName)),
    endpoint: one(rule.selection.endpoint),
    interface: one(rule.selection.interface),
    method: one(rule.selection.method),
  }
  const description = Object.freeze({
    number,
    text,
    ...(rule.place === undefined ? {} : { place: rule.place }),
  })
  return {
    event: rule.event,
    names,
    denies: rule.denies,
    condition: rule.condition ?? null,
    description,
  }
}

/**
 * Whether the rule selects events with this head. A name that is unknown (empty) is selected only
 * where all names are.
 */
export function matches(rule: CompiledRule, event: EventHead): boolean {
  return rule.event === event.type && selectors.every((selector) => selects(rule, selector, event))
}

/** Whether the rule selects events with this head as far as one selector goes. */
export function selects(rule: CompiledRule, selector: Selector, event: EventHead): boolean {
  const names = rule.names[selector]
  return names === null || names.has(event[selector])
}

function one(name: string | undefined): ClassNames {
  return name === undefined ? null : new Set([name])
}
