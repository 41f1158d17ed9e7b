// Whether an event is selected, for `match` inside a choice: as the engine does it for rules.

import { any } from '../../class-reference.ts'
import { compileSelection, type EndpointsByClass, matches } from '../../compiled-rule.ts'
import type { EventHead } from '../../event.ts'
import { makeRule, type RuleParts } from '../../rule.ts'
import type { Selection } from '../check/selection.ts'

/** Whether an event is selected. */
export type SelectsEvent = (event: EventHead) => boolean

/** The parts of a rule that select what a selection does. */
export function selectingParts({ event, src, dst, names, endpoints }: Selection): RuleParts {
  const parts: RuleParts = { event, source: src ?? any, destination: dst ?? any, selection: names }
  return endpoints === null ? parts : { ...parts, endpoints }
}

/** The function that tells whether an event is selected. */
export function compileMatch(selection: Selection, endpoints: EndpointsByClass): SelectsEvent {
  const rule = compileSelection(makeRule(selectingParts(selection)), 0, { endpoints })
  return (event) => matches(rule, event)
}
