// Whether an event is selected, for `match` inside a choice: as the engine does it for rules.

import { any } from '../../class-reference.ts'
import { compileRule, type EndpointsByClass, matches } from '../../compiled-rule.ts'
import type { EventHead } from '../../event.ts'
import { makeRule, type RuleParts } from '../../rule.ts'
import { Scope } from '../../scope.ts'
import type { Selection } from '../check/selection.ts'

/** Whether an event is selected. */
export type SelectsEvent = (event: EventHead) => boolean

/** The parts of a rule that select what a selection does. */
export function selectingParts({ event, src, dst, names, endpoints }: Selection): RuleParts {
  const parts: RuleParts = { event, source: src ?? any, destination: dst ?? any, selection: names }
  return endpoints === null ? parts : { ...parts, endpoints }
}

/** The function that tells whether an event is selected. */
export function compileSelection(selection: Selection, endpoints: EndpointsByClass): SelectsEvent {
  const rule = compileRule(makeRule(selectingParts(selection)), 0, {
    classes: { classOf: undefined, known: undefined },
    endpoints,
    // A rule without a condition takes nothing of it.
    scope: new Scope(Date.now, { level: 0 }),
  })
  return (event) => matches(rule, event)
}
